//! Whose request this is (R42). `Forwarded` and `X-Real-IP` are not asked.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

/// The client's address, IPv4-mapped IPv6 written as IPv4 (R42). The peer's, unless the peer is a trusted proxy: then
/// X-Forwarded-For is read from the right, and the first hop that is not trusted is the client. A hop that is no address
/// ends the walk at the trusted hop before it; when all are trusted, the left-most counts.
///
/// The lines are the header's, in order; pass a line that is no text as `""`, so that it ends the walk too.
pub fn client_ip(peer: IpAddr, x_forwarded_for: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|net| net.contains(ip));
    let mut client = peer.to_canonical();
    let mut hops = x_forwarded_for.iter().rev().flat_map(|line| line.rsplit(','));
    while is_trusted(&client) {
        match hops.next().and_then(address) {
            Some(hop) => client = hop,
            None => break,
        }
    }
    client
}

/// The peer that sends X-Forwarded-For and is not trusted: most likely a reverse proxy that the settings do not name, whose
/// address then stands for everybody's (FAILURES.md F42). Anybody can send that header, so this is worth a hint and no more.
pub fn unknown_proxy(peer: IpAddr, x_forwarded_for: &[&str], trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = peer.to_canonical();
    (!x_forwarded_for.is_empty() && !trusted.iter().any(|net| net.contains(&peer))).then_some(peer)
}

/// `1.2.3.4`, `1.2.3.4:99`, `::1`, `[::1]` or `[::1]:99`.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim_matches([' ', '\t']);
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let ip = match bare {
        Some(v6) => v6.parse().map(IpAddr::V6).ok(),
        None => hop.parse().ok().or_else(|| hop.parse().ok().map(|with_port: SocketAddr| with_port.ip())),
    };
    ip.map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trusted_proxies::parse_trusted;

    /// The client behind a peer, with 10.0.0.0/8 and fd00::/8 as trusted proxies.
    fn client(peer: &str, lines: &[&str]) -> String {
        let trusted = parse_trusted("10.0.0.0/8, fd00::/8").unwrap();
        client_ip(peer.parse().unwrap(), lines, &trusted).to_string()
    }

    #[test]
    fn a_header_from_an_untrusted_peer_changes_nothing() {
        for line in ["1.2.3.4", "10.0.0.1", "127.0.0.1, 10.0.0.1", "", "junk", "::1", "203.0.113.9"] {
            assert_eq!(client("203.0.113.9", &[line]), "203.0.113.9", "{line}");
        }
        let nobody: &[IpNet] = &[];
        assert_eq!(client_ip("10.0.0.1".parse().unwrap(), &["1.2.3.4"], nobody).to_string(), "10.0.0.1");
    }

    #[test]
    fn only_an_untrusted_peer_that_sends_the_header_may_be_a_proxy_nobody_named() {
        let trusted = parse_trusted("10.0.0.0/8").unwrap();
        let found = |peer: &str, lines: &[&str]| unknown_proxy(peer.parse().unwrap(), lines, &trusted);
        assert_eq!(found("192.168.0.2", &["1.2.3.4"]), "192.168.0.2".parse().ok());
        assert_eq!(found("::ffff:192.168.0.2", &[""]), "192.168.0.2".parse().ok());
        assert_eq!(found("192.168.0.2", &[]), None);
        assert_eq!(found("10.0.0.1", &["1.2.3.4"]), None);
        assert_eq!(found("::ffff:10.0.0.1", &["1.2.3.4"]), None);
    }

    #[test]
    fn without_the_header_the_peer_counts() {
        assert_eq!(client("203.0.113.9", &[]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("2001:db8::9", &[]), "2001:db8::9");
    }

    #[test]
    fn ipv4_in_ipv6_is_written_as_ipv4() {
        assert_eq!(client("::ffff:203.0.113.9", &[]), "203.0.113.9");
        assert_eq!(client("::ffff:10.0.0.1", &["::ffff:198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["198.51.100.7, ::ffff:10.0.0.2"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["[::ffff:198.51.100.7]:99"]), "198.51.100.7");
    }

    #[test]
    fn what_the_client_wrote_itself_stands_left_of_the_truth() {
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["10.9.9.9, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 2.2.2.2, junk, 198.51.100.7, 10.0.0.3, 10.0.0.2"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["198.51.100.7, 198.51.100.7"]), "198.51.100.7");
    }

    #[test]
    fn several_lines_are_one_list() {
        assert_eq!(client("10.0.0.1", &["1.1.1.1", "198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 198.51.100.7", "10.0.0.2"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["198.51.100.7", "10.0.0.3, 10.0.0.2"]), "198.51.100.7");
    }

    #[test]
    fn ports_and_brackets_are_dropped() {
        for (hop, ip) in [
            ("198.51.100.7:99", "198.51.100.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:99", "2001:db8::7"),
            (" \t198.51.100.7\t ", "198.51.100.7"),
            ("2001:DB8:0:0::7", "2001:db8::7"),
        ] {
            assert_eq!(client("10.0.0.1", &[hop]), ip, "{hop}");
            assert_eq!(client("10.0.0.1", &[&format!("1.1.1.1,{hop},[fd00::1]:80,10.0.0.2:80")]), ip, "{hop}");
        }
    }

    #[test]
    fn a_hop_that_is_no_address_ends_the_walk_at_the_trusted_hop_before_it() {
        for junk in [
            "",
            " ",
            "unknown",
            "_hidden",
            "198.51.100",
            "198.51.100.256",
            "198.51.100.7:",
            "198.51.100.7:99999",
            "198.51.100.7:-1",
            "[198.51.100.7]",
            "[::1",
            "::1]",
            "[]",
            "[::1]:",
            "[::1]x",
            "fe80::1%eth0",
            "\"198.51.100.7\"",
            "for=198.51.100.7",
            "0198.51.100.7",
            "198.51.100.7 1.1.1.1",
            "１.2.3.4",
            "198.51.100.7/32",
            "0x7f000001",
            "2130706433",
        ] {
            assert_eq!(client("10.0.0.1", &[&format!("1.1.1.1, {junk}, 10.0.0.2")]), "10.0.0.2", "{junk}");
            assert_eq!(client("10.0.0.1", &["1.1.1.1", junk]), "10.0.0.1", "{junk}");
        }
    }

    #[test]
    fn when_all_are_trusted_the_left_most_counts() {
        assert_eq!(client("10.0.0.1", &["10.0.0.4, 10.0.0.3", "10.0.0.2"]), "10.0.0.4");
        assert_eq!(client("fd00::1", &["fd00::2"]), "fd00::2");
    }

    #[test]
    fn a_long_list_of_junk_is_walked_only_as_far_as_needed() {
        let long = "1.1.1.1,".repeat(10_000) + "198.51.100.7";
        assert_eq!(client("10.0.0.1", &[&long]), "198.51.100.7");
    }
}
