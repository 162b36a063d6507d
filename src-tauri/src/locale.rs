//! WebKitGTK turns `C.UTF-8` into the language "C", which no formatter knows, and the page stays blank.

/// Sets a real language when the environment names none. Must run before any thread is started.
pub fn mend() {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var_os(name).filter(|value| !value.is_empty()))
        .unwrap_or_default();
    if !names_no_language(&named.to_string_lossy()) {
        return;
    }
    #[expect(
        unsafe_code,
        reason = "the first statement of main: no other thread exists that could read the environment"
    )]
    // SAFETY: called before any thread is started.
    unsafe {
        std::env::remove_var("LC_ALL");
        std::env::set_var("LANG", "en_US.UTF-8");
        std::env::set_var("LC_MESSAGES", "en_US.UTF-8");
    }
}

fn names_no_language(value: &str) -> bool {
    value.is_empty() || value == "POSIX" || value.starts_with("C.")
}

#[cfg(test)]
mod tests {
    use super::names_no_language;

    #[test]
    fn only_container_defaults_name_no_language() {
        assert!(names_no_language("") && names_no_language("C.UTF-8") && names_no_language("POSIX"));
        assert!(!names_no_language("de_DE.UTF-8") && !names_no_language("C"));
    }
}
