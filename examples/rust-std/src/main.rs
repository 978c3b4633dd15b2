use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

fn main() -> std::io::Result<()> {
    let port = std::env::var("PORT").expect("PORT");
    for stream in TcpListener::bind(format!("0.0.0.0:{port}"))?.incoming() {
        let mut stream = stream?;
        let request = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).count();
        let body = format!("Rust's standard library read {request} lines\n");
        // A visitor who hangs up is no reason to stop.
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    }
    Ok(())
}
