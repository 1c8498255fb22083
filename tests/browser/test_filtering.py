"""Filters, the timeline and the search change one state; the state is the address."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import settled


def shown(page: Page) -> int:
    """How many events the count line says are shown."""
    return int(re.match(r"\d+", page.locator("#count").inner_text())[0])


def test_a_filter_shows_as_many_events_as_its_count_said(open_page):
    page = open_page("/?view=list")
    page.get_by_role("button", name="Type", exact=True).click()
    row = page.locator(".facet-row", has_text="Detention")
    promised = int(row.locator(".number").inner_text())
    row.get_by_role("checkbox").check()
    assert shown(page) == promised > 5
    assert "type=detention" in page.url
    kinds = page.locator("#list .kind").all_inner_texts()
    assert set(kinds) == {"Detention"}


def test_leaving_out_is_the_complement_of_keeping(open_page):
    page = open_page("/?view=list")
    every = shown(page)
    page.get_by_role("button", name="Region", exact=True).click()
    page.get_by_role("button", name="Leave out Gulf of Finland").click()
    without = shown(page)
    page.get_by_role("checkbox", name=re.compile("^Gulf of Finland")).check()
    assert shown(page) + without == every
    assert "region=gulf-of-finland" in page.url
    assert "!" not in page.url


def test_back_and_forward_step_through_the_filters(open_page):
    page = open_page("/?view=list&type=boarding")
    boardings = shown(page)
    page.get_by_role("button", name="Remove the filter Boarding").click()
    every = shown(page)
    assert every > boardings
    page.go_back()
    assert shown(page) == boardings
    expect(page.get_by_role("button", name="Remove the filter Boarding")).to_be_visible()
    page.go_forward()
    assert shown(page) == every


def test_the_map_draws_the_events_that_the_list_shows(open_page):
    page = settled(open_page("/?region=gulf-of-finland&v=3.50/58.5/24.0"))
    drawn = page.evaluate(
        """() => {
            const map = document.getElementById("map").skerryMap;
            const seen = new Map();
            for (const feature of map.queryRenderedFeatures({ layers: ["events", "clusters"] })) {
                const { cluster_id: cluster, point_count: count, id } = feature.properties;
                seen.set(cluster ?? id, count ?? 1);
            }
            return [...seen.values()].reduce((sum, count) => sum + count, 0);
        }"""
    )
    assert drawn == shown(page) >= 25


def test_a_cluster_opens(open_page):
    page = settled(open_page("/?v=4.50/59.5/24.0"))
    spot = page.evaluate(
        """() => {
            const map = document.getElementById("map").skerryMap;
            const [cluster] = map.queryRenderedFeatures({ layers: ["clusters"] })
                .sort((a, b) => b.properties.point_count - a.properties.point_count);
            const { x, y } = map.project(cluster.geometry.coordinates);
            const box = map.getCanvas().getBoundingClientRect();
            return [box.x + x, box.y + y];
        }"""
    )
    page.mouse.click(*spot)
    expect(page).not_to_have_url(re.compile(r"v=4\.50"))
    zoom = float(re.search(r"v=([\d.]+)", page.url)[1])
    assert zoom > 4.9


def test_the_timeline_is_worked_with_the_keyboard(open_page):
    page = open_page("/?view=list")
    every = shown(page)
    first = page.get_by_role("slider", name="First month")
    first.focus()
    first.press("PageUp")
    assert first.get_attribute("aria-valuetext") == "October 2024"
    assert "from=2024-10-01" in page.url
    assert shown(page) < every
    last = page.get_by_role("slider", name="Last month")
    last.focus()
    last.press("Home")
    assert last.get_attribute("aria-valuetext") == "October 2024"
    assert "to=2024-10-31" in page.url
    page.get_by_role("button", name="All time").click()
    assert shown(page) == every


def test_the_timeline_is_drawn_across_with_the_mouse(open_page):
    page = open_page("/?view=list")
    box = page.locator(".track").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 20, steps=4)
    assert "from=" not in page.url
    page.mouse.up()
    assert "from=" in page.url
    assert "to=" in page.url


def test_the_search_finds_a_ship_by_its_number_and_a_place_without_its_accents(open_page):
    page = open_page("/?view=list&q=9332810")
    assert "Kiwala" in page.locator("#list").inner_text()
    page.get_by_role("searchbox").fill("paldiski")
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile("q=paldiski"))


def test_only_in_view_follows_the_map(open_page):
    page = settled(open_page("/?inview=1&v=8.00/59.6/25.0"))
    near = shown(page)
    every = page.evaluate(
        "fetch('/collections/events/items?limit=1').then((r) => r.json()).then((d) => d.numberMatched)"
    )
    assert 0 < near < every
    assert "outside the map" in page.locator("#count").inner_text()


def test_what_an_address_says_wrongly_is_named_and_what_it_says_besides_is_kept(open_page):
    page = open_page("/?view=list&from=2025-13-40&type=detention&utm=x")
    expect(page.locator("#notice")).to_contain_text("from=2025-13-40")
    page.get_by_role("button", name="Remove the filter Detention").click()
    assert "utm=x" in page.url


def test_filters_that_leave_nothing_say_so_and_offer_the_way_out(open_page):
    page = open_page("/?view=list&q=no+such+ship+anywhere")
    expect(page.locator("#empty")).to_contain_text("No event matches")
    page.locator("#empty").get_by_role("button", name="Clear the filters").click()
    assert shown(page) > 100


COUNT = (
    "async (query) => (await (await fetch('/collections/events/items?f=json&limit=1&' + query)).json()).numberMatched"
)


def test_a_publisher_in_the_address_keeps_or_leaves_out_just_its_events(open_page):
    page = open_page("/?view=list&publisher=err news")
    told = page.evaluate(COUNT, "publisher=ERR News")
    expect(page.locator("#list > li")).to_have_count(told)
    expect(page).to_have_url(re.compile(r"publisher=ERR(\+|%20)News"))
    every = page.evaluate(COUNT, "")
    assert 3 < told < every
    page.goto(page.url.replace("publisher=", "publisher!="))
    expect(page.locator("#count")).to_contain_text(f"{every - told} of")


def test_publishers_are_chosen_from_a_list_with_counts_of_what_the_other_filters_let_through(open_page):
    page = open_page("/?view=list&region=gulf-of-finland")
    page.get_by_role("button", name="Publisher", exact=True).click()
    told = page.evaluate(COUNT, "publisher=ERR News&region=gulf-of-finland")
    page.get_by_role("searchbox", name="Find a publisher").fill("err ne")
    row = page.locator(".facet-row")
    expect(row).to_have_count(1)
    expect(row.locator(".number")).to_have_text(str(told))
    row.get_by_role("checkbox").check()
    assert shown(page) == told
    page.get_by_role("button", name="Leave out ERR News").click()
    expect(page.locator("#count")).to_contain_text(f"{page.evaluate(COUNT, 'region=gulf-of-finland') - told} of")
    page.get_by_role("button", name="Remove the filter not ERR News").click()
    assert "publisher" not in page.url


def test_without_scripts_publishers_are_chosen_from_a_list_too(open_page):
    page = open_page("/collections/events/items?f=html&type=detention", ready="", java_script_enabled=False)
    page.get_by_label("Publisher").select_option("ERR News")
    page.get_by_role("button", name="Show").click()
    told = page.locator("tbody tr").count()
    assert told > 0
    expect(page.get_by_label("Publisher").locator("option[selected]")).to_have_text(f"ERR News ({told})")


def test_a_search_finds_what_stands_on_later_pages_of_the_answer(open_page):
    page = open_page("/?view=list")
    page.route("**/items?*q=*", lambda route: route.continue_(url=route.request.url.replace("limit=10000", "limit=2")))
    found = page.evaluate(COUNT, "q=anchor")
    page.get_by_role("searchbox").fill("anchor")
    expect(page.locator("#list > li")).to_have_count(found)
    assert found > 4
