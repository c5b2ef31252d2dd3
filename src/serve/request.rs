//! Which requests are answered. A browser shows this server to every page that it has open, so what does not
//! plainly come from a page of ours, or from the person at the keyboard, is refused.

use std::net::{IpAddr, SocketAddr};

use crate::source::nfc;

/// The longest head of a request: no more of it is ever read.
pub const LONGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 100;

/// A request that may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub is_head: bool,
    /// Decoded once, without its leading `/`: no segment leads upwards, and no sign in it means anything to
    /// a disk.
    pub path: String,
    /// As it was sent.
    pub query: String,
    pub range: Option<String>,
    /// Whether the connection ends with the answer.
    pub closes: bool,
    /// The link's secret came in the address, so that it goes into a cookie.
    pub sets_cookie: bool,
}

/// Why a request is refused: the status and a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal(pub u16, pub &'static str);

/// Who may ask.
#[derive(Clone, Debug)]
pub struct Gate {
    pub address: SocketAddr,
    /// Must be known to everyone, where others than this machine can connect.
    pub secret: Option<String>,
}

impl Gate {
    pub fn cookie(&self) -> String {
        format!("hornbook-{}", self.address.port())
    }

    /// Reads the head of a request, which ends in an empty line, and decides.
    pub fn check(&self, head: &[u8]) -> Result<Request, Refusal> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        match parsed.parse(head) {
            Ok(httparse::Status::Complete(_)) => {}
            Err(httparse::Error::TooManyHeaders) => return Err(Refusal(431, "too many headers")),
            _ => return Err(Refusal(400, "this is no HTTP request")),
        }
        let is_head = match parsed.method {
            Some("GET") => false,
            Some("HEAD") => true,
            _ => return Err(Refusal(405, "only GET and HEAD are answered")),
        };
        let one = |name: &str| -> Result<Option<&str>, Refusal> {
            let mut found = parsed.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
            let first = found.next().map(|header| std::str::from_utf8(header.value).map_err(|_| Refusal(400, "a header is no text")));
            if found.next().is_some() { Err(Refusal(400, "a header stands twice")) } else { first.transpose() }
        };
        if one("transfer-encoding")?.is_some() || one("content-length")?.is_some_and(|length| length != "0") {
            return Err(Refusal(400, "a request with a body is not answered"));
        }
        if one("expect")?.is_some() {
            return Err(Refusal(417, "a request with a body is not answered"));
        }
        let host = one("host")?.unwrap_or_default();
        if !self.is_ours(host) {
            return Err(Refusal(403, "this server answers only under its own address"));
        }
        if one("origin")?.is_some_and(|origin| origin.strip_prefix("http://") != Some(host)) {
            return Err(Refusal(403, "this server answers only its own pages"));
        }
        let (path, query) = target(parsed.path.unwrap_or_default())?;

        let in_link = |secret: &str| query.split('&').any(|part| part.strip_prefix("key=") == Some(secret));
        let name = self.cookie();
        let cookie = one("cookie")?.unwrap_or_default();
        let in_cookie = |secret: &str| {
            cookie.split(';').any(|part| part.trim().strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix('=')) == Some(secret))
        };
        let sets_cookie = self.secret.as_deref().is_some_and(in_link);
        if self.secret.is_some() && !sets_cookie && !self.secret.as_deref().is_some_and(in_cookie) {
            return Err(Refusal(403, "open the link with the key that the terminal shows"));
        }
        // Somebody who knows the secret may follow the link from a letter or a chat.
        let by_hand = sets_cookie && one("sec-fetch-mode")? == Some("navigate") && one("sec-fetch-dest")? == Some("document");
        if one("sec-fetch-site")?.is_some_and(|site| !matches!(site, "same-origin" | "none")) && !by_hand {
            return Err(Refusal(403, "this server is not opened from other sites: copy the address into a new tab"));
        }
        let connection = one("connection")?.unwrap_or_default().to_ascii_lowercase();
        let closes = connection.contains("close") || (parsed.version == Some(0) && !connection.contains("keep-alive"));
        Ok(Request { is_head, path, query: query.to_owned(), range: one("range")?.map(str::to_owned), closes, sets_cookie })
    }

    /// Whether a `Host` names this server. An attacker's name may lead to this address; a number cannot be
    /// made to, so where all addresses of the machine are bound, any number will do.
    fn is_ours(&self, host: &str) -> bool {
        let port = format!(":{}", self.address.port());
        let name = match host.strip_suffix(&port) {
            Some(name) => name,
            None if self.address.port() == 80 => host,
            None => return false,
        };
        let number: Option<IpAddr> = match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inner) => inner.parse().ok().filter(IpAddr::is_ipv6),
            None => name.parse().ok().filter(IpAddr::is_ipv4),
        };
        let bound = self.address.ip();
        name.eq_ignore_ascii_case("localhost")
            || matches!(name, "127.0.0.1" | "[::1]")
            || number.is_some_and(|number| number == bound || bound.is_unspecified())
    }
}

/// The path and the query of a request's target. There is one grammar, and what is odd is refused rather than
/// read in a helpful way.
fn target(target: &str) -> Result<(String, &str), Refusal> {
    const ODD: Refusal = Refusal(400, "this is no address of a page");
    if !target.starts_with('/') || !target.bytes().all(|byte| (0x21..=0x7e).contains(&byte) && !matches!(byte, b'#' | b'\\')) {
        return Err(ODD);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = nfc(&decode(&path[1..]).ok_or(ODD)?);
    let is_odd = |segment: &str| matches!(segment, "." | "..");
    if path.starts_with('/') || path.chars().any(|sign| sign.is_control() || matches!(sign, '\\' | ':')) || path.split('/').any(is_odd) {
        return Err(ODD);
    }
    Ok((path, query))
}

/// Percent-decodes once; none for what is no encoding of a text.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                (digit(rest.next())? * 16 + digit(rest.next())?) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, secret: Option<&str>, head: &str) -> Result<String, u16> {
        let gate = Gate { address: address.parse().expect("an address"), secret: secret.map(str::to_owned) };
        gate.check(head.replace('\n', "\r\n").as_bytes()).map(|request| request.path).map_err(|refusal| refusal.0)
    }

    fn local(line: &str, headers: &str) -> Result<String, u16> {
        check("127.0.0.1:4000", None, &format!("{line} HTTP/1.1\nHost: 127.0.0.1:4000\n{headers}\n"))
    }

    #[test]
    fn a_target_is_read_one_way() {
        for (target, expected) in [
            ("/", Ok("")),
            ("/a/b.html?x=%2e%2e", Ok("a/b.html")),
            ("/%D5%A3%D5%AB%D5%B6.html", Ok("գին.html")),
            ("/e%CC%81.html", Ok("é.html")),
            ("/%252e%252e/x", Ok("%2e%2e/x")),
            ("/../x", Err(400)),
            ("/a/%2e%2E/x", Err(400)),
            ("/a/./x", Err(400)),
            ("//evil", Err(400)),
            ("/%2fetc", Err(400)),
            ("/a%5cb", Err(400)),
            ("/a\\b", Err(400)),
            ("/a%00", Err(400)),
            ("/c:/x", Err(400)),
            ("/%zz", Err(400)),
            ("/%ff", Err(400)),
            ("/a#b", Err(400)),
            ("http://127.0.0.1:4000/", Err(400)),
            ("*", Err(400)),
        ] {
            assert_eq!(local(&format!("GET {target}"), ""), expected.map(str::to_owned), "{target}");
        }
    }

    #[test]
    fn only_pages_of_ours_and_people_are_answered() {
        for (headers, code) in [
            ("", 200),
            ("Sec-Fetch-Site: none\n", 200),
            ("Sec-Fetch-Site: same-origin\nOrigin: http://127.0.0.1:4000\n", 200),
            ("Sec-Fetch-Site: cross-site\n", 403),
            ("Sec-Fetch-Site: same-site\n", 403),
            ("Origin: http://127.0.0.1:4001\n", 403),
            ("Origin: null\n", 403),
            ("Origin: https://127.0.0.1:4000\n", 403),
            ("Content-Length: 0\n", 200),
            ("Content-Length: 5\n", 400),
            ("Content-Length: 99999999999999999999\n", 400),
            ("Transfer-Encoding: chunked\n", 400),
            ("Transfer-Encoding : chunked\n", 400),
            ("Expect: 100-continue\n", 417),
            ("Host: 127.0.0.1:4000\n", 400),
        ] {
            let found = local("GET /", headers).map_or_else(|code| code, |_| 200);
            assert_eq!(found, code, "{headers}");
        }
        assert_eq!(local("POST /", ""), Err(405));
        assert_eq!(local("HEAD /", ""), Ok(String::new()));
    }

    #[test]
    fn a_host_must_be_this_server() {
        for (address, host, good) in [
            ("127.0.0.1:4000", "localhost:4000", true),
            ("127.0.0.1:4000", "[::1]:4000", true),
            ("127.0.0.1:4000", "LOCALHOST:4000", true),
            ("127.0.0.1:4000", "127.0.0.1", false),
            ("127.0.0.1:4000", "127.0.0.1:4001", false),
            ("127.0.0.1:4000", "evil.example:4000", false),
            ("127.0.0.1:4000", "127.0.0.1.evil.example:4000", false),
            ("127.0.0.1:4000", "192.168.1.5:4000", false),
            ("127.0.0.1:4000", "", false),
            ("192.168.1.5:4000", "192.168.1.5:4000", true),
            ("0.0.0.0:4000", "192.168.1.5:4000", true),
            ("0.0.0.0:4000", "evil.example:4000", false),
            ("127.0.0.1:80", "127.0.0.1", true),
        ] {
            let found = check(address, None, &format!("GET / HTTP/1.1\nHost: {host}\n\n"));
            assert_eq!(found.is_ok(), good, "{address} {host}");
        }
        assert_eq!(check("127.0.0.1:4000", None, "GET / HTTP/1.1\n\n"), Err(403));
    }

    #[test]
    fn a_secret_comes_in_the_link_first_and_in_a_cookie_later() {
        let ask = |target: &str, headers: &str| {
            check("192.168.1.5:4000", Some("s3cret"), &format!("GET {target} HTTP/1.1\nHost: 192.168.1.5:4000\n{headers}\n")).is_ok()
        };
        assert!(!ask("/", ""));
        assert!(!ask("/?key=wrong", ""));
        assert!(ask("/?key=s3cret", ""));
        assert!(ask("/?key=s3cret", "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\n"));
        assert!(!ask("/?key=s3cret", "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: script\n"));
        assert!(ask("/", "Cookie: a=b; hornbook-4000=s3cret\n"));
        assert!(!ask("/", "Cookie: hornbook-4000=s3cretx\n"));
    }
}
