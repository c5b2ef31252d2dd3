//! Connections: who is let in, how long they may take, and what an answer looks like on the wire.
//!
//! All limits hold before memory or a thread is spent: the head of a request is read into a buffer that does
//! not grow, within ten seconds; no body is ever read. That is why this is no crate's server: those at hand
//! read heads without a limit and bodies that they were told about.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::request::{Gate, LONGEST_HEAD, Refusal, Request};

/// How long a request may take to come.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a browser may take to accept the next piece of an answer.
const WRITE_TIME: Duration = Duration::from_secs(20);
/// Connections that have yet to send a request. Of more than these the oldest is closed, so that none keeps
/// others out.
const MOST_WAITING: usize = 128;
/// Connections at all.
const MOST: usize = 384;

/// What a request is answered with.
pub enum Answer {
    Plain {
        status: u16,
        mime: &'static str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// An open file from a place on, so many bytes of it.
    File {
        status: u16,
        mime: &'static str,
        headers: Vec<(&'static str, String)>,
        file: File,
        length: u64,
    },
    /// The connection becomes an event stream.
    Stream,
}

/// How requests are answered, and where event streams go.
pub trait Answers: Send + Sync + 'static {
    fn gate(&self) -> &Gate;
    fn answer(&self, request: &Request) -> Answer;
    fn stream(&self, connection: TcpStream);
}

/// Connections that wait for a request, by their number.
type Waiting = Mutex<BTreeMap<u64, TcpStream>>;

/// Answers requests for as long as the program runs.
pub fn accept(listener: &TcpListener, answers: &Arc<impl Answers>) {
    let waiting: Arc<Waiting> = Arc::default();
    let count = Arc::new(AtomicUsize::new(0));
    let mut number = 0;
    loop {
        let stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(_) => {
                // The system is out of sockets for the moment; trying at once would only keep it busy.
                thread::sleep(Duration::from_millis(20));
                continue;
            }
        };
        if count.load(Ordering::Relaxed) >= MOST {
            close_oldest(&waiting);
            continue;
        }
        number += 1;
        count.fetch_add(1, Ordering::Relaxed);
        let (answers, waiting, counted) = (answers.clone(), waiting.clone(), Counted(count.clone()));
        thread::spawn(move || {
            let _counted = counted;
            // A browser that goes away in the middle is no fault.
            let _ = serve(stream, number, &waiting, &*answers);
        });
    }
}

/// A connection as long as it is counted.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn close_oldest(waiting: &Waiting) {
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, oldest)) = waiting.pop_first() {
        let _ = oldest.shutdown(Shutdown::Both);
    }
}

fn serve(mut stream: TcpStream, number: u64, waiting: &Waiting, answers: &impl Answers) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(WRITE_TIME))?;
    let mut buffer = Vec::with_capacity(1024);
    loop {
        let head = {
            let mut all = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(number, stream.try_clone()?);
            let is_full = all.len() > MOST_WAITING;
            drop(all);
            if is_full {
                close_oldest(waiting);
            }
            let head = read_head(&mut stream, &mut buffer);
            waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
            head?
        };
        let request = match head {
            Head::End => return Ok(()),
            Head::TooLong => Err(Refusal(431, "the head of the request is longer than 16 KB")),
            Head::Whole(end) => {
                let checked = answers.gate().check(&buffer[..end]);
                buffer.drain(..end);
                checked
            }
        };
        let request = match request {
            Ok(request) => request,
            Err(Refusal(status, reason)) => {
                let mut headers = vec![("Connection", "close".to_owned())];
                if status == 405 {
                    headers.push(("Allow", "GET, HEAD".to_owned()));
                }
                let body = format!("{reason}\n").into_bytes();
                write_plain(&mut stream, status, "text/plain; charset=utf-8", &headers, &body, false)?;
                return linger(&mut stream);
            }
        };
        let close = |mut headers: Vec<(&'static str, String)>| {
            if request.closes {
                headers.push(("Connection", "close".to_owned()));
            }
            headers
        };
        match answers.answer(&request) {
            Answer::Plain { status, mime, headers, body } => {
                write_plain(&mut stream, status, mime, &close(headers), &body, request.is_head)?;
            }
            Answer::File { status, mime, headers, file, length } => {
                stream.write_all(&head_of(status, mime, &close(headers), Some(length)))?;
                if !request.is_head && io::copy(&mut file.take(length), &mut stream)? < length {
                    // The file has become shorter: the browser must not take what comes next for its end.
                    return Ok(());
                }
            }
            Answer::Stream => {
                let headers = [("Connection", "close".to_owned())];
                stream.write_all(&head_of(200, "text/event-stream; charset=utf-8", &headers, None))?;
                if !request.is_head {
                    answers.stream(stream);
                }
                return Ok(());
            }
        }
        if request.closes {
            return Ok(());
        }
    }
}

enum Head {
    /// So many bytes of the buffer are the head of a request.
    Whole(usize),
    TooLong,
    End,
}

/// Reads on until the buffer holds the head of a request.
fn read_head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Head> {
    let deadline = Instant::now() + HEAD_TIME;
    let mut piece = [0; 4096];
    loop {
        if let Some(end) = end_of_head(buffer) {
            return Ok(if end > LONGEST_HEAD { Head::TooLong } else { Head::Whole(end) });
        }
        if buffer.len() >= LONGEST_HEAD {
            return Ok(Head::TooLong);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Head::End);
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut piece) {
            Ok(0) => return Ok(Head::End),
            Ok(count) => buffer.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Ok(Head::End),
        }
    }
}

/// After an empty line, whichever way its ends are written.
fn end_of_head(buffer: &[u8]) -> Option<usize> {
    let mut lines = memchr::memchr_iter(b'\n', buffer);
    lines.find_map(|at| match &buffer[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

/// Closes a connection on which more may be under way: closed at once, the system would take the answer back.
fn linger(stream: &mut TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_millis(500)))?;
    let mut piece = [0; 4096];
    for _ in 0..64 {
        if stream.read(&mut piece)? == 0 {
            break;
        }
    }
    Ok(())
}

fn write_plain(
    stream: &mut TcpStream,
    status: u16,
    mime: &str,
    headers: &[(&'static str, String)],
    body: &[u8],
    is_head: bool,
) -> io::Result<()> {
    let mut bytes = head_of(status, mime, headers, Some(body.len() as u64));
    if !is_head {
        bytes.extend_from_slice(body);
    }
    stream.write_all(&bytes)
}

/// The head of an answer. Nothing of the request is in it.
fn head_of(status: u16, mime: &str, headers: &[(&'static str, String)], length: Option<u64>) -> Vec<u8> {
    let reason = match status {
        200 => "OK",
        206 => "Partial Content",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        431 => "Request Header Fields Too Large",
        _ => "Service Unavailable",
    };
    let mut head = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {mime}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\nReferrer-Policy: same-origin\r\n\
         X-Frame-Options: SAMEORIGIN\r\n"
    );
    if let Some(length) = length {
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_in_an_empty_line() {
        for (text, end) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\nmore", Some(27)),
            ("GET / HTTP/1.1\nHost: a\n\nmore", Some(24)),
            ("GET / HTTP/1.1\r\nHost: a\r\n", None),
            ("", None),
        ] {
            assert_eq!(end_of_head(text.as_bytes()), end, "{text:?}");
        }
    }
}
