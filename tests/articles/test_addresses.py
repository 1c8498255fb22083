import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.articles import addresses, urls
from app.articles.errors import InvalidUrl

DENIED = [
    # loopback, unspecified, private, link-local
    *["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255"],
    *["192.168.1.1", "169.254.169.254", "169.254.1.1", "100.64.0.1", "100.100.100.200", "168.63.129.16"],
    # special purpose, multicast, reserved, broadcast
    *["192.0.0.1", "192.0.0.170", "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "192.88.99.1"],
    *["192.31.196.1", "192.52.193.1", "192.175.48.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"],
    # IPv6 of the same kinds
    *["::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1", "100::1"],
    *["2001:db8::1", "3fff::1", "3ffe::1", "5f00::1", "2001:2::1", "2001:10::1", "4000::1", "2620:4f:8000::1"],
    # IPv6 around an IPv4 address, public or not
    *["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "2002:7f00:1::", "2002:a9fe:a9fe::1"],
    *["64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::7f00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    # no address at all
    *["", "localhost", "127.1", "2130706433", "0x7f000001", "1.2.3.4.5", "1.2.3.4/32", "[::1]"],
]
ALLOWED = [
    "8.8.8.8",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "2606:2800:21f:cb07::1",
    "2a00::1",
]


@pytest.mark.parametrize("address", DENIED)
def test_anything_but_global_unicast_is_denied(address):
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_public_hosts_are_allowed(address):
    assert addresses.is_public(address)


@given(st.ip_addresses(v=4))
def test_no_wrapping_of_an_ipv4_address_is_public(inner):
    number = int(inner)
    wrappings = [
        number,
        0xFFFF << 32 | number,
        0x64FF9B << 96 | number,
        0x2002 << 112 | number << 80,
        0x20010000 << 96 | number,
    ]
    assert not any(addresses.is_public(ipaddress.IPv6Address(value)) for value in wrappings)


@pytest.mark.parametrize(
    "host",
    [
        *[
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "127.0.1",
            "0x7F.0x0.0x0.0x1",
            "017700000001",
            "0x",
        ],
        *["1.2.3.4.5", "127.0.0.1.1", "example.0x7f", "256.1.1.1", "１２７.1", "0x7f。1", "2130706433."],
    ],
)
def test_hosts_that_only_a_resolver_reads_as_an_address_are_no_url(host):
    with pytest.raises(InvalidUrl, match="number"):
        urls.split(f"http://{host}/")


@pytest.mark.parametrize("host", ["127。0。0。1", "①②⑦.0.0.1", "１２７．０．０．１", "127.0.0.1.", "%31%32%37.0.0.1"])
def test_unicode_spellings_of_an_address_do_not_hide_it(host):
    try:
        parsed = urls.split(f"http://{host}/").host
    except InvalidUrl:
        return
    assert parsed == "127.0.0.1" and not addresses.is_public(parsed)
