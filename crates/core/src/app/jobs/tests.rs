//! Jobs as the tray tells them.

use super::*;

#[test]
fn the_time_left_follows_the_rate_so_far() {
    assert_eq!(seconds_left(1, 10, Duration::from_secs(5)), None, "too early to tell");
    assert_eq!(seconds_left(5, 10, Duration::from_secs(5)), Some(5));
    assert_eq!(seconds_left(10, 10, Duration::from_secs(5)), None);
}

#[test]
fn a_lasting_trouble_is_new_once_until_it_is_over() {
    let jobs = Jobs::default();
    let told = |message: &str| jobs.is_new_trouble(Path::new("own"), ConnectionId(1), message);
    assert!(told("offline") && !told("offline") && told("key refused"));
    jobs.trouble_is_over(Path::new("own"), ConnectionId(1));
    assert!(told("key refused"));
}

#[test]
fn one_connection_has_one_job_at_a_time_in_each_workspace() {
    let jobs = Jobs::default();
    let now = crate::kernel::parse_instant("2026-11-23T12:00:00Z").unwrap();
    let (own, sample) = (Path::new("own"), Path::new("sample"));
    let first = jobs.start(own, ConnectionId(1), "one", now).ok().unwrap();
    assert_eq!(jobs.start(own, ConnectionId(1), "one", now).err().unwrap().id, first.job.id);
    assert!(jobs.start(sample, ConnectionId(1), "one", now).is_ok(), "ids of two files are unrelated");
    assert!(jobs.cancel(own, ConnectionId(1)) && first.cancel.is_cancelled());
    jobs.end(first.job.id, |job| job.state = JobState::Cancelled);
    assert!(!jobs.is_busy(own) && jobs.is_busy(sample));
}
