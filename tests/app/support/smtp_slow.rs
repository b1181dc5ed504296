//! Mail servers that waste one's time: they stop answering somewhere, or answer a byte a second.
#![allow(dead_code, reason = "each test binary uses its share")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Accepts and says nothing.
pub fn silent() -> u16 {
    serve(|stream| BufReader::new(stream).lines().for_each(|_heard| {}))
}

/// Sends its greeting a byte a second and never ends it.
pub fn dripping() -> u16 {
    serve(|mut stream| {
        while stream.write_all(b"2").is_ok() {
            thread::sleep(Duration::from_secs(1));
        }
    })
}

/// Answers as it should until the client sends a line that starts so ("EHLO", ".", "QUIT"); then never again.
pub fn silent_from(last: &'static str) -> u16 {
    talking(last, "250 OK")
}

/// Refuses each recipient for good and then says no more.
pub fn refusing_then_silent() -> u16 {
    talking("QUIT", "550 no such person here")
}

fn talking(last: &'static str, to_recipient: &'static str) -> u16 {
    serve(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut say = |line: &str| writer.write_all(format!("{line}\r\n").as_bytes()).unwrap_or_default();
        let (mut in_data, mut mute) = (false, false);
        say("220 slow.test");
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            mute |= line.starts_with(last) && (last != "." || line == ".");
            match line.get(..4) {
                _ if mute || (in_data && line != ".") => {}
                Some("RCPT") => say(to_recipient),
                Some("DATA") => {
                    in_data = true;
                    say("354 go on");
                }
                _ => {
                    in_data = false;
                    say("250 OK");
                }
            }
        }
    })
}

fn serve(talk: impl Fn(TcpStream) + Clone + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let talk = talk.clone();
            thread::spawn(move || talk(stream));
        }
    });
    port
}
