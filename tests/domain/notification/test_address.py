"""What may stand as a webhook's address: a name over https, in one spelling."""

import pytest

from domain.notification.webhooks import ADDRESS_MOST, on_loopback, well_formed
from tests.support.each import each

GOOD = (
    "https://hook.example",
    "https://hook.example/",
    "https://toa-soan.hook.example/nhan?kenh=1&x=a/b",
    "https://hook.example:8443/a",
    "https://xn--bo-caobng-p4a.example/",
)
BAD = (
    *("http://hook.example/", "ftp://hook.example/", "//hook.example/", "hook.example", "https://", "https:///a", ""),
    *("https://hook.example:80/", "https://hook.example:22/", "https://hook.example:0443x/", "https://hook.example:/"),
    *("https://user@hook.example/", "https://u:p@hook.example/", "https://hook.example@127.0.0.1/"),
    *("https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/"),
    *("https://0x7f.1/", "https://10.0.0.1./", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://0/"),
    *("https://localhost/", "https://a.localhost/", "https://printer.local/", "https://metadata.google.internal/"),
    *("https://hook/", "https://hook.example./", "https://.example/", "https://a..example/", "https://-a.example/"),
    *("https://HOOK.example/", "https://báo.example/", "https://hook。example/", "https://ⓗook.example/"),
    *(
        "https://hook.example/#a",
        "https://hook.example\\@127.0.0.1/",
        "https://hook.example/\r\nHost: x",
        "https://a b.example",
    ),
    *("https://hook.example/\x00", "https://hook.example/á", " https://hook.example/", "https://hook.example/ "),
    *(
        "https://017700000001/",
        "https://0300.0250.1.1/",
        "https://127.0.0.1:8443/",
        "https://127.0.0.1./",
        "https://1.1/",
    ),
    *("https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fe80::1%25lo]/", "https://[::127.0.0.1]/"),
    *(
        "https://%31%32%37.0.0.1/",
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://①②⑦.0.0.1/",
        "https://hook.0x7f/",
    ),
    *("https://hook.example:443@127.0.0.1/", "https://hook.example%00.a.example/", "https://hook.example:08443x/"),
    *(f"https://{'a' * 64}.example/", f"https://{'a.' * 124}example/"),
    *("http://127.0.0.2/", "http://localhost:9/", "http://127.0.0.1@hook.example/", "http://[::2]/"),
    "https://hook.example/" + "a" * ADDRESS_MOST,
)


@pytest.mark.parametrize("address", GOOD)
def test_a_name_over_https(address: str) -> None:
    assert well_formed(address)
    assert not on_loopback(address)


@each("address", BAD)
def test_nothing_else(address: str) -> None:
    assert not well_formed(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9000/a", "http://[::1]:9000/", "http://127.0.0.1"])
def test_the_machine_itself_is_well_formed_and_told_apart(address: str) -> None:
    assert well_formed(address)
    assert on_loopback(address)
