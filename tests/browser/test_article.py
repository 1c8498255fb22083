"""Signed in, an analyst pastes an article, sees its events on its words, and decides about each."""

from pathlib import Path

from playwright.sync_api import expect

SEED = (Path(__file__).parents[1] / "data" / "seed-article.txt").read_text("utf-8")


SEND = """async ([path, body]) => {
    const headers = { "Content-Type": "application/json", "X-Skerry-Page": "1" };
    return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
}"""


def test_a_visitor_is_asked_to_sign_in_and_a_wrong_token_is_refused(open_page, watch):
    watch.expected = ["401"]
    page = open_page("/?view=list")
    page.get_by_role("button", name="Paste an article").click()
    dialog = page.get_by_role("dialog", name="Sign in with a token")
    dialog.get_by_label("Token").fill("skerry_wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_pasted_article_becomes_events_that_are_published_one_by_one(open_page, served, watch):
    watch.expected = ["422"]  # an empty form is refused
    page = open_page(served.sign_in.removeprefix(served.url))
    assert "token" not in page.url
    before = page.locator("#count").inner_text()
    page.get_by_role("button", name="Paste an article").click()
    dialog = page.get_by_role("dialog", name="Paste an article")
    dialog.get_by_role("button", name="Find the events").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("… or its text").fill(SEED)
    dialog.get_by_label("Published on").fill("2025-08-06")
    dialog.get_by_label("Publisher").fill("A newspaper")
    dialog.get_by_role("button", name="Find the events").click()

    panel = page.get_by_role("complementary").filter(has=page.locator("#article-title"))
    events = panel.locator(".article-event")
    expect(events).to_have_count(3)
    marks = panel.locator(".fulltext mark")
    assert marks.count() >= 3
    text = panel.locator(".fulltext").inner_text()
    assert SEED.split("\n")[0][:60] in text
    events.first.hover()
    expect(panel.locator(".fulltext mark.lit").first).to_be_visible()
    expect(marks.first).to_be_in_viewport()
    events.nth(2).click()
    expect(events.nth(2)).to_be_in_viewport()
    expect(panel.locator(".fulltext mark.lit").first).to_be_in_viewport()

    events.first.get_by_label("Reason").fill("Read it there")
    events.first.get_by_role("button", name="Publish").click()
    expect(events.first.get_by_text("Published", exact=True)).to_be_visible()
    expect(page.locator("#count")).not_to_have_text(before)
    events.nth(1).get_by_role("button", name="Reject").click()
    expect(events.nth(1).get_by_text("Rejected", exact=True)).to_be_visible()

    events.first.get_by_role("link").click()
    expect(page.locator("#card .passages mark").first).to_be_visible()
    expect(page.locator("#card")).to_contain_text("A newspaper")


def test_the_public_sees_an_articles_passages_but_not_its_text(open_page, served):
    page = open_page(served.sign_in.removeprefix(served.url))
    body = {
        "text": f"{SEED}\n\nThe weather stayed calm.",
        "published": "2025-08-06",
        "title": "Tankers",
        "publisher": "Post",
    }
    article = page.evaluate(SEND, ["/articles", body])
    [first, *_] = article["events"]
    page.evaluate(SEND, [f"/events/{first['id']}/review", {"decision": "publish", "reason": "read"}])
    visitor = open_page(f"/?view=list&a={article['id']}")
    panel = visitor.locator("#article")
    expect(panel.locator("blockquote mark")).to_have_text([each["exact"] for each in first["passages"]])
    expect(panel).not_to_contain_text("weather")
    assert visitor.locator("#article .decide").count() == 0


def test_what_was_remarked_when_an_article_was_read_stands_with_it(open_page, served):
    page = open_page(served.sign_in.removeprefix(served.url))
    remark = "Of 3 event(s) of a model were dropped: 2 <b>quotes</b> not found."

    def answer(route):
        response = route.fetch()
        route.fulfill(response=response, json={**response.json(), "remarks": [remark]})

    page.route("**/articles", answer)
    page.get_by_role("button", name="Paste an article").click()
    dialog = page.get_by_role("dialog", name="Paste an article")
    dialog.get_by_label("… or its text").fill(
        "Guards boarded the tanker Eventin off Sassnitz on Monday and left again."
    )
    dialog.get_by_role("button", name="Find the events").click()
    expect(page.locator("#article").get_by_role("note")).to_have_text(remark)
