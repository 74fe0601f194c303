import pytest

from orders.rules.networks import client_address, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", ""),
        ("203.0.113.7:80", ""),
    ],
)
def test_an_address_counts_as_its_network(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        pytest.param([], 0, "peer", id="no proxy"),
        pytest.param(["forged"], 0, "peer", id="a header nobody of ours wrote"),
        pytest.param(["client"], 1, "client", id="one proxy"),
        pytest.param(["forged", "client"], 1, "client", id="one proxy, something forged before"),
        pytest.param(["forged", "client", "proxy"], 2, "client", id="two proxies"),
        pytest.param(["client"], 2, "peer", id="past the proxies"),
    ],
)
def test_only_what_our_proxies_wrote_names_the_client(forwarded, proxies, client):
    assert client_address("peer", forwarded, proxies) == client
