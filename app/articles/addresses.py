"""Which network addresses the fetcher may connect to: globally routable unicast, nothing else.

The rule allows rather than denies: in IPv6 only 2000::/3, from which the blocks with a special purpose are taken out;
in IPv4 what the standard library calls global, without multicast and a few blocks that it lets through. Sources: the
IANA special-purpose address registries (RFC 6890 and its updates) and the IPv6 unicast allocations (RFC 4291).
"""

import ipaddress
from collections.abc import Iterable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

#: The only part of IPv6 from which unicast addresses have been allocated.
GLOBAL_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")

#: Inside 2000::/3, but not hosts of the public Internet, or a wrapper around an IPv4 address of anyone's choice.
SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID, anycast
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries an IPv4 address
        "2620:4f:8000::/48",  # AS112 sink
        "3ffe::/16",  # 6bone, returned
        "3fff::/20",  # documentation, RFC 9637
    )
)

#: Not excluded by `is_global` on every Python, or public in name only.
SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "100.64.0.0/10",  # carrier-grade NAT; some clouds keep their metadata service here
        "168.63.129.16/32",  # a cloud's platform service, reachable from every virtual machine there
        "192.0.0.0/24",  # protocol assignments
        "192.31.196.0/24",  # AS112 sink
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "192.175.48.0/24",  # AS112 sink
        "198.18.0.0/15",  # benchmarking
        "240.0.0.0/4",  # reserved, broadcast
    )
)


def is_public(address: str | IPAddress) -> bool:
    """Whether an address in numbers is globally routable unicast; False for anything that is not an address.

    Addresses that wrap another (IPv4-mapped and -compatible, 6to4, NAT64, Teredo) are never public: an IPv6 host has
    its own address, and the wrapped one could be anything.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.scope_id is None and ip in GLOBAL_UNICAST_V6 and not _within(ip, SPECIAL_V6)
    return ip.is_global and not ip.is_multicast and not _within(ip, SPECIAL_V4)


def is_host_number(host: str) -> bool:
    """Whether a resolver may take the host for an IPv4 address: `127.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`.

    The rule is the URL standard's "ends in a number". Of these only four decimal numbers
    are an address that people write.
    """
    last = host.rstrip(".").rpartition(".")[2].lower()
    if not last:
        return False
    return (last.isascii() and last.isdigit()) or (
        last.startswith("0x") and all(c in "0123456789abcdef" for c in last[2:])
    )


def parse(host: str) -> IPAddress | None:
    """The address if the host is one in its usual spelling (`192.0.2.1`, `2001:db8::1`), else None."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _within(ip: IPAddress, blocks: Iterable[ipaddress.IPv4Network] | Iterable[ipaddress.IPv6Network]) -> bool:
    return any(ip in block for block in blocks)
