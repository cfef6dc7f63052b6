"""What a host's name alone says of it."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine, by what it is called."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
