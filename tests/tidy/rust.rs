//! Rust text without what does not count: comments, test code, and where asked the content of strings.

use crate::tree::Tree;

/// What is blanked out besides comments and test code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Strings {
    /// Literals stay.
    Kept,
    /// The content of literals is blanked.
    Blanked,
}

/// Whether a file holds only test code: by its path, or because its `mod` line stands under `#[cfg(test)]`.
pub fn is_test_file(tree: &Tree, path: &str) -> bool {
    let by_path = ["/tests/", "/benches/"].iter().any(|folder| path.contains(folder));
    by_path || path.ends_with("/tests.rs") || path.starts_with("tests/") || is_test_module(tree, path)
}

fn is_test_module(tree: &Tree, path: &str) -> bool {
    let (module, parents) = declared_in(path);
    let declaration = format!("mod {module};");
    parents.iter().filter_map(|parent| tree.text(parent)).any(|text| {
        let above = text.lines().zip(text.lines().skip(1));
        above.into_iter().any(|(line, next)| line.trim() == "#[cfg(test)]" && has_word(next, &declaration))
    })
}

/// The name of a file's module, and the files that may declare it.
pub fn declared_in(path: &str) -> (&str, Vec<String>) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    // `a/b/mod.rs` is declared by what declares `a/b.rs`.
    let (folder, module) = match name {
        "mod.rs" => folder.rsplit_once('/').unwrap_or(("", folder)),
        file => (folder, file.trim_end_matches(".rs")),
    };
    let mut parents: Vec<String> =
        ["mod.rs", "lib.rs", "main.rs"].map(|parent| format!("{folder}/{parent}")).into();
    parents.push(format!("{folder}.rs"));
    (module, parents)
}

/// The product code of a file: every line keeps its number, everything else is spaces.
pub fn code(text: &str, strings: Strings) -> String {
    let bare = without_test_items(&blanked(text, Strings::Blanked));
    if strings == Strings::Blanked {
        return bare;
    }
    // Test items are found in the text without strings; what they blanked is blanked in the text with strings too.
    let kept = blanked(text, Strings::Kept);
    let hidden = blanked(text, Strings::Blanked);
    kept.chars()
        .zip(hidden.chars().zip(bare.chars()))
        .map(|(kept, (before, after))| if before == after { kept } else { ' ' })
        .collect()
}

/// Lines that contain `needle` as whole words, by number from one.
pub fn lines_with<'a>(code: &'a str, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.lines().enumerate().filter(move |(_, line)| has_word(line, needle)).map(|(index, _)| index + 1)
}

/// Whether `needle` stands in `line` with no letter, digit or underscore touching it where it begins or ends with one.
pub fn has_word(line: &str, needle: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (starts, ends) = (needle.starts_with(is_word), needle.ends_with(is_word));
    line.match_indices(needle).any(|(at, found)| {
        let (before, after) = (line[..at].chars().next_back(), line[at + found.len()..].chars().next());
        (!starts || !before.is_some_and(is_word)) && (!ends || !after.is_some_and(is_word))
    })
}

fn blanked(text: &str, strings: Strings) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = token_end(&chars, at);
        let is_comment = chars[at] == '/' && end > at + 1;
        let is_string = !is_comment && end > at + 1;
        for &c in &chars[at..end] {
            let hidden = is_comment || (is_string && strings == Strings::Blanked && c != '"');
            out.push(if hidden && c != '\n' { ' ' } else { c });
        }
        at = end;
    }
    out
}

/// The end of the comment or literal that begins here, or the next character.
fn token_end(chars: &[char], at: usize) -> usize {
    let next = |offset: usize| chars.get(at + offset).copied().unwrap_or('\0');
    match chars[at] {
        '/' if next(1) == '/' => find(chars, at, '\n'),
        '/' if next(1) == '*' => block_comment_end(chars, at),
        '"' => string_end(chars, at + 1),
        'r' if !follows_word(chars, at) && matches!(next(1), '"' | '#') => raw_string_end(chars, at + 1),
        'b' if !follows_word(chars, at) && next(1) == 'r' && matches!(next(2), '"' | '#') => {
            raw_string_end(chars, at + 2)
        }
        '\'' if next(1) == '\\' => find(chars, at + 3, '\'') + 1,
        '\'' if next(2) == '\'' => at + 3,
        _ => at + 1,
    }
    .min(chars.len())
}

fn follows_word(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

fn find(chars: &[char], from: usize, wanted: char) -> usize {
    (from..chars.len()).find(|&at| chars[at] == wanted).unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0_usize, from);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn string_end(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// `at` stands after the `r`. `r#name` is an identifier and ends at once.
fn raw_string_end(chars: &[char], at: usize) -> usize {
    let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
    if chars.get(at + hashes) != Some(&'"') {
        return at;
    }
    let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let from = at + hashes + 1;
    (from..chars.len())
        .find(|&at| chars[at..].starts_with(&closing))
        .map_or(chars.len(), |at| at + closing.len())
}

/// Blanks each item under `#[cfg(test)]`, `#[cfg(all(test, ...))]` or `#[test]`.
fn without_test_items(code: &str) -> String {
    let mut chars: Vec<char> = code.chars().collect();
    for attribute in ["#[cfg(test)]", "#[cfg(all(test", "#[test]"] {
        let wanted: Vec<char> = attribute.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            if !chars[at..].starts_with(&wanted) {
                at += 1;
                continue;
            }
            let end = item_end(&chars, at + wanted.len());
            chars[at..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
            at = end;
        }
    }
    chars.into_iter().collect()
}

/// The end of the item that begins here: its closing brace, or its semicolon when it has no body.
fn item_end(chars: &[char], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in chars.iter().enumerate().skip(from) {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    chars.len()
}

#[test]
fn comments_strings_and_test_code_do_not_count() {
    let text = "let a = \"std::fs\"; // std::env\n/* reqwest /* inner */ */ let c = '\"';\nlet life: &'a str = r#\"keyring\"#;\n\
        #[cfg(test)]\nmod tests { fn f() { std::fs::read(); } }\nfn after() {}\n";
    let bare = code(text, Strings::Blanked);
    for word in ["std::fs", "std::env", "reqwest", "keyring"] {
        assert!(!bare.contains(word), "{word} in {bare}");
    }
    assert!(bare.contains("fn after"), "{bare}");
    assert_eq!(bare.lines().count(), text.lines().count());
    let with_strings = code(text, Strings::Kept);
    assert!(with_strings.contains("\"std::fs\"") && with_strings.contains("keyring"), "{with_strings}");
    assert!(!with_strings.contains("std::fs::read"), "{with_strings}");
}

#[test]
fn a_word_is_found_only_whole() {
    assert!(has_word("use tauri::App;", "tauri"));
    assert!(!has_word("use tauri_build::x;", "tauri"));
    assert!(has_word("crate::store::Store", "crate::"));
}
