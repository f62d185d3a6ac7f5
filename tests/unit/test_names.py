"""Names and addresses: getaddrinfo and its relatives, on the desktop and in the kernel."""

import socket
from typing import Any

import pytest

from asyncarium.kernel.names import Names
from asyncarium.kernel.network.addresses import Hosts
from tests.unit.conftest import Sockets

TCP = socket.SOCK_STREAM
NUMERIC = [
    ("127.0.0.1", 80),
    ("127.0.0.1", 80, 0, TCP),
    ("127.0.0.1", 80, 0, socket.SOCK_DGRAM),
    ("127.0.0.1", 80, socket.AF_INET, TCP, socket.IPPROTO_TCP),
    ("127.0.0.1", 80, 0, 0, socket.IPPROTO_TCP),
    ("127.0.0.1", 80, 0, 0, socket.IPPROTO_UDP),
    ("203.0.113.9", "443", 0, TCP),
    ("127.0.0.1", b"80", 0, TCP),
    ("127.0.0.1", "http", 0, TCP),
    ("127.0.0.1", None, 0, TCP),
    ("127.0.0.1", "", 0, TCP),
    (b"127.0.0.1", 80, 0, TCP),
    ("::1", 80),
    ("::1", 80, socket.AF_INET6, TCP),
    (None, 80, socket.AF_INET, TCP),
    (None, 80, socket.AF_INET, TCP, 0, socket.AI_PASSIVE),
    ("127.0.0.1", 80, 0, TCP, 0, socket.AI_CANONNAME),
]


@pytest.mark.parametrize("query", NUMERIC, ids=str)
def test_getaddrinfo_is_as_on_a_desktop(ours: Sockets, query: Any) -> None:
    found = ours.module.getaddrinfo(*query)
    assert found == socket.getaddrinfo(*query)
    family, kind, *_rest = found[0]
    assert isinstance(family, ours.module.AddressFamily)
    assert isinstance(kind, ours.module.SocketKind)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ((None, None), socket.EAI_NONAME),
        (("::1", 80, socket.AF_INET), socket.EAI_ADDRFAMILY),
        (("127.0.0.1", 80, socket.AF_INET6), socket.EAI_ADDRFAMILY),
        (("nobody", 80, 0, TCP, 0, socket.AI_NUMERICHOST), socket.EAI_NONAME),
        (("256.1.1.1", 80, 0, TCP, 0, socket.AI_NUMERICHOST), socket.EAI_NONAME),
        (("127.0.0.1", "no such service"), socket.EAI_SERVICE),
        (("127.0.0.1", -1, 0, TCP), socket.EAI_SERVICE),
        (("127.0.0.1", 80, 99), socket.EAI_FAMILY),
        (("127.0.0.1", 80, 0, 99), socket.EAI_SOCKTYPE),
    ],
)
def test_getaddrinfo_refuses_with_the_desktops_number(
    net: Sockets, query: Any, number: int
) -> None:
    with pytest.raises(socket.gaierror) as caught:
        net.module.getaddrinfo(*query)
    assert caught.value.errno == number


def test_a_port_is_a_whole_number_or_text(net: Sockets) -> None:
    with pytest.raises(OSError, match=r"^Int or String expected$"):
        net.module.getaddrinfo("127.0.0.1", 1.5, 0, TCP)


def test_a_host_that_is_not_there_is_told_which_are(ours: Sockets) -> None:
    with pytest.raises(socket.gaierror) as caught:
        ours.tcp().connect(("www.python.org", 443))
    assert str(caught.value) == (
        f"[Errno {socket.EAI_NONAME}] Name or service not known: "
        "there is no 'www.python.org' in this tab; it has localhost, asyncarium, "
        "example.com, www.example.com, example.net, www.example.net, "
        "example.org, www.example.org"
    )


def test_other_texts(ours: Sockets) -> None:
    with pytest.raises(socket.gaierror, match=r"Servname not supported for ai_socktype: 'nope'$"):
        ours.module.getaddrinfo("127.0.0.1", "nope")
    with pytest.raises(
        socket.gaierror, match=r"Address family for hostname not supported: 'example.com'$"
    ):
        ours.module.getaddrinfo("example.com", 80, socket.AF_INET6)


@pytest.mark.parametrize("name", ["localhost", "LocalHost"])
def test_names_are_found_however_they_are_spelt(net: Sockets, name: str) -> None:
    assert net.module.gethostbyname(name) == "127.0.0.1"


def test_localhost_has_an_ipv6_address_if_asked(ours: Sockets) -> None:
    ((_family, _kind, _protocol, _name, address),) = ours.module.getaddrinfo(
        "localhost", 80, socket.AF_INET6, TCP
    )
    assert address == ("::1", 80, 0, 0)


def test_this_machine_has_a_name(ours: Sockets) -> None:
    name = ours.module.gethostname()
    address = ours.module.gethostbyname(name)
    assert name == ours.module.getfqdn() == "asyncarium"
    assert ours.module.gethostbyaddr(address) == (name, [], [address])
    assert ours.module.gethostbyname_ex(name) == (name, [], [address])
    assert ours.module.getnameinfo(("127.0.0.1", 80), 0) == ("localhost", "http")
    ours.tcp().bind((name, 0))


def test_numbers_and_back(net: Sockets) -> None:
    module = net.module
    assert module.gethostbyname("127.0.0.1") == "127.0.0.1"
    assert module.gethostbyname("") == "0.0.0.0"
    numeric = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV
    assert module.getnameinfo(("127.0.0.1", 80), numeric) == ("127.0.0.1", "80")
    assert module.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST) == ("127.0.0.1", "http")
    assert module.getnameinfo(("::1", 80, 0, 0), numeric) == ("::1", "80")
    with pytest.raises(socket.gaierror):
        module.getnameinfo(("no address", 80), numeric)


@pytest.mark.parametrize("address", ["127.0.0.1", ("127.0.0.1",)])
def test_getnameinfo_wants_an_address(net: Sockets, address: object) -> None:
    with pytest.raises(TypeError, match=r"^getnameinfo\(\)"):
        net.module.getnameinfo(address, 0)


def test_services(net: Sockets) -> None:
    module = net.module
    assert module.getservbyname("http") == module.getservbyname("http", "tcp") == 80
    assert module.getservbyport(443) == "https"
    with pytest.raises(OSError, match=r"^service/proto not found$"):
        module.getservbyname("no such service")
    with pytest.raises(OSError, match=r"^port/proto not found$"):
        module.getservbyport(64_000)


def test_hosts_can_be_added() -> None:
    hosts = Hosts()
    address = hosts.add("db.internal")
    assert hosts.add("db.internal") == address
    names = Names(hosts)
    assert names.gethostbyname("DB.internal") == address
    assert names.gethostbyaddr(address)[0] == "db.internal"
    assert hosts.owns(address)
    addresses = [names.gethostbyname(name) for name in hosts.names() if "www" not in name]
    assert len(set(addresses)) == len(addresses)
    # The root's dot, that makes a name absolute.
    assert names.gethostbyname("example.com.") == names.gethostbyname("example.com")
