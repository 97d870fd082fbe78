//! Everything that a pure room may not do, once. `scripts/check-purity` shows it to
//! clippy under the settings of each pure room and expects one complaint for every
//! ban: a ban with a mistyped path would otherwise never fire, and nobody would know.

use std::path::Path;

pub fn clocks(earlier: std::time::SystemTime, start: std::time::Instant) {
    let _ = std::time::SystemTime::now();
    let _ = earlier.elapsed();
    let _ = std::time::Instant::now();
    let _ = start.elapsed();
    let _ = jiff::Timestamp::now();
    let _ = jiff::Zoned::now();
    let _ = jiff::tz::TimeZone::system();
    let _ = jiff::tz::TimeZone::try_system();
    std::thread::sleep(std::time::Duration::ZERO);
    std::thread::park_timeout(std::time::Duration::ZERO);
}

pub fn environment() {
    let _ = std::env::var("HOME");
    let _ = std::env::var_os("HOME");
    let _ = std::env::vars();
    let _ = std::env::vars_os();
    let _ = std::env::args();
    let _ = std::env::args_os();
    let _ = std::env::current_dir();
    let _ = std::env::current_exe();
    let _ = std::env::temp_dir();
}

pub fn files(path: &Path) {
    let _ = std::fs::read(path);
    let _ = std::fs::read_to_string(path);
    let _ = std::fs::read_dir(path);
    let _ = std::fs::read_link(path);
    let _ = std::fs::write(path, "");
    let _ = std::fs::copy(path, path);
    let _ = std::fs::rename(path, path);
    let _ = std::fs::remove_file(path);
    let _ = std::fs::remove_dir(path);
    let _ = std::fs::remove_dir_all(path);
    let _ = std::fs::create_dir(path);
    let _ = std::fs::create_dir_all(path);
    let _ = std::fs::metadata(path);
    let _ = std::fs::symlink_metadata(path);
    let _ = std::fs::canonicalize(path);
    let _ = std::fs::exists(path);
    let _ = std::fs::hard_link(path, path);
    let _ = path.exists();
    let _ = path.try_exists();
    let _ = path.is_file();
    let _ = path.is_dir();
    let _ = path.metadata();
    let _ = path.symlink_metadata();
    let _ = path.canonicalize();
    let _ = path.read_dir();
    let _ = std::fs::File::open(path);
    let _ = std::fs::OpenOptions::new();
    let _ = std::fs::DirBuilder::new();
}

pub fn others() {
    let _ = std::io::stdin();
    let _ = std::io::stdout();
    let _ = std::io::stderr();
    let _ = std::net::TcpStream::connect("127.0.0.1:1");
    let _ = std::net::TcpListener::bind("127.0.0.1:0");
    let _ = std::net::UdpSocket::bind("127.0.0.1:0");
    let _ = std::process::Command::new("true");
}

pub fn chance() {
    let _ = std::hash::RandomState::new();
    let _ = std::collections::HashMap::<u8, u8>::new();
    let _ = std::collections::HashSet::<u8>::new();
}

pub fn end(abort: bool) -> ! {
    if abort {
        std::process::abort();
    }
    std::process::exit(1)
}
