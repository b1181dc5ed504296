//! The proxies whose X-Forwarded-For is believed, as the setting `WAYBILL_TRUSTED_PROXIES` names them (R42, R71).

use std::net::{IpAddr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net};

/// Reads addresses and networks with commas between them; nothing but blanks trusts nobody. The error is a sentence
/// that names the mend. IPv4-mapped IPv6 becomes IPv4, and bits beyond the prefix are dropped.
pub fn parse_trusted(text: &str) -> Result<Vec<IpNet>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    text.split(',').map(|entry| network(entry.trim())).collect()
}

fn network(entry: &str) -> Result<IpNet, String> {
    let parsed = match entry.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => entry.parse::<IpNet>().map_err(|_| {
            format!(
                "“{entry}” is no address and no network. Write addresses or networks with commas between, for example 10.0.0.5, 192.168.0.0/16, fd00::/8"
            )
        })?,
    };
    let network = canonical(parsed).trunc();
    if network.prefix_len() == 0 {
        return Err(format!(
            "“{entry}” is every address there is, so that anybody could forge theirs. Name the proxies, for example 10.0.0.5"
        ));
    }
    Ok(network)
}

/// A network inside `::ffff:0:0/96` as the IPv4 network that it stands for: clients are compared in that form.
fn canonical(network: IpNet) -> IpNet {
    const MAPPED_BITS: u8 = 96;
    let mapped =
        |address: Ipv6Addr, prefix: u8| Ipv4Net::new(address.to_ipv4_mapped()?, prefix.checked_sub(MAPPED_BITS)?).ok();
    match network {
        IpNet::V4(_) => network,
        IpNet::V6(v6) => mapped(v6.addr(), v6.prefix_len()).map_or(network, IpNet::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted(text: &str) -> Vec<String> {
        parse_trusted(text).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn addresses_and_networks_are_taken_with_commas_between() {
        assert_eq!(
            trusted("10.0.0.5, 192.168.0.0/16 ,::1,fd00::/8"),
            ["10.0.0.5/32", "192.168.0.0/16", "::1/128", "fd00::/8"]
        );
        assert!(trusted(" ").is_empty());
    }

    #[test]
    fn ipv4_in_ipv6_becomes_ipv4() {
        assert_eq!(trusted("::ffff:10.0.0.5, ::ffff:10.0.0.0/104"), ["10.0.0.5/32", "10.0.0.0/8"]);
    }

    #[test]
    fn bits_beyond_the_prefix_are_dropped() {
        assert_eq!(trusted("10.1.2.3/8, ::ffff:10.1.2.3/104"), ["10.0.0.0/8", "10.0.0.0/8"]);
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        for text in [
            "proxy.example",
            "10.0.0",
            "10.0.0.5/33",
            "10.0.0.5:80",
            "10.0.0.5,",
            ",",
            "10.0.0.5 10.0.0.6",
            "*",
            "010.0.0.5",
        ] {
            assert!(parse_trusted(text).unwrap_err().contains("192.168.0.0/16"), "{text}");
        }
    }

    #[test]
    fn everybody_is_not_a_proxy() {
        for text in ["0.0.0.0/0", "::/0", "::ffff:0:0/96", "10.0.0.5, 1.2.3.4/0"] {
            assert!(parse_trusted(text).unwrap_err().contains("forge"), "{text}");
        }
    }
}
