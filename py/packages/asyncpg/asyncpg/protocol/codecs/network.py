"""Network addresses."""

import ipaddress
from typing import Any

_FAMILIES = {4: 2, 6: 3}
"""By the version of IP; as in PostgreSQL's inet.h."""
_LENGTHS = {2: 4, 3: 16}


def _encode(version: int, bits: int, is_cidr: int, packed: bytes) -> bytes:
    return bytes((_FAMILIES[version], bits, is_cidr, len(packed))) + packed


def encode_cidr(value: Any) -> bytes:
    """To ``cidr``."""
    network = ipaddress.ip_network(value)
    return _encode(network.version, network.prefixlen, 1, network.network_address.packed)


def encode_inet(value: Any) -> bytes:
    """To ``inet``, which takes hosts and networks."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        interface = ipaddress.ip_interface(value)
        return _encode(interface.version, interface.network.prefixlen, 1, interface.packed)
    return _encode(address.version, address.max_prefixlen, 0, address.packed)


def _decode(data: bytes, as_cidr: bool) -> Any:
    family, bits, is_cidr, length = data[:4]
    what = "cidr" if is_cidr else "inet"
    if bool(is_cidr) != as_cidr:
        raise ValueError("unexpected CIDR flag set in non-cidr value")
    if family not in _LENGTHS:
        raise ValueError(f'invalid address family in "{what}" value')
    if length != _LENGTHS[family]:
        raise ValueError(f'invalid address length in "{what}" value')
    if bits > 8 * length:
        raise ValueError(f'invalid network prefix length in "{what}" value')
    packed = data[4:]
    if as_cidr:
        return ipaddress.ip_network((packed, bits))
    if bits != 8 * length:
        return ipaddress.ip_interface((packed, bits))
    return ipaddress.ip_address(packed)


def decode_cidr(data: bytes) -> Any:
    """From ``cidr``."""
    return _decode(data, True)


def decode_inet(data: bytes) -> Any:
    """From ``inet``."""
    return _decode(data, False)
