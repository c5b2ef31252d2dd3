//! The event stream: one thread tells all browsers that the site has changed.
//!
//! A stream costs a socket and nothing else. A browser that does not read is dropped, and connects again by
//! itself when it comes back.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// More streams than tabs anyone looks at: only pages in sight hold one. Then the oldest goes.
const MOST: usize = 128;
/// How often those that have gone are looked for, and of how many looks one also sends something, since a
/// connection that was cut shows only by sending.
const EVERY: Duration = Duration::from_secs(3);
const LOOKS_PER_SIGN: u32 = 5;
/// How long a browser waits before it connects again, in milliseconds.
const RETRY: u32 = 500;

#[derive(Clone)]
pub struct Events(Sender<Message>);

enum Message {
    Open(TcpStream, String),
    Tell(String),
}

impl Events {
    pub fn start() -> Events {
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || run(&messages));
        Events(sender)
    }

    /// Takes over a connection whose request has been checked and not yet answered; `hello` is told at once.
    pub fn open(&self, stream: TcpStream, hello: &str) {
        let head = format!("retry: {RETRY}\ndata: {hello}\n\n");
        // The thread lives as long as the program.
        let _ = self.0.send(Message::Open(stream, head));
    }

    /// Tells all browsers; `data` is one line.
    pub fn tell(&self, data: &str) {
        let _ = self.0.send(Message::Tell(format!("data: {data}\n\n")));
    }
}

fn run(messages: &Receiver<Message>) {
    let mut streams: Vec<TcpStream> = Vec::new();
    let mut looks = 0;
    loop {
        // With nobody there, nothing wakes this thread but a message.
        let message =
            if streams.is_empty() { messages.recv().map_err(|_| RecvTimeoutError::Disconnected) } else { messages.recv_timeout(EVERY) };
        match message {
            Ok(Message::Open(mut stream, head)) => {
                if streams.len() >= MOST {
                    streams.retain(is_there);
                }
                if streams.len() >= MOST {
                    streams.remove(0);
                }
                if stream.set_nonblocking(true).is_ok() && send(&mut stream, &head) {
                    streams.push(stream);
                }
            }
            Ok(Message::Tell(text)) => streams.retain_mut(|stream| send(stream, &text)),
            Err(RecvTimeoutError::Timeout) => {
                streams.retain(is_there);
                looks += 1;
                if looks % LOOKS_PER_SIGN == 0 {
                    streams.retain_mut(|stream| send(stream, ":\n\n"));
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Whether all of it went into the system's buffer. One that is full belongs to a browser that sleeps.
fn send(stream: &mut TcpStream, text: &str) -> bool {
    stream.write_all(text.as_bytes()).is_ok()
}

fn is_there(stream: &TcpStream) -> bool {
    match stream.peek(&mut [0]) {
        Ok(count) => count > 0,
        Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
    }
}
