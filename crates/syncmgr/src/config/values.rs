//! Options as keys and values, as the configuration and JSON hold them.

use foldsync::Limit;
use serde::Serialize;
use serde_json::Value;

use crate::options::Options;

/// What `options` states, in the order of [`Options::KEYS`].
pub fn stated_values(options: &Options) -> Vec<(&'static str, Value)> {
    let max_delete = options.max_delete.map(|limit| match limit.0 {
        Limit::Count(count) => Value::from(count),
        Limit::Percent(_) | Limit::Half => Value::from(limit.to_string()),
    });
    let files: Vec<String> = options.exclude_from.iter().map(|file| file.display().to_string()).collect();
    let all = [
        ("mode", value(&options.mode)),
        ("conflict", value(&options.conflict)),
        ("exclude", list(&options.exclude)),
        ("include", list(&options.include)),
        ("exclude-from", list(&files)),
        ("max-delete", max_delete),
        ("checksum", value(&options.checksum)),
        ("perms", value(&options.perms)),
        ("owner", value(&options.owner)),
        ("xattrs", value(&options.xattrs)),
        ("acls", value(&options.acls)),
        ("hard-links", value(&options.hard_links)),
        ("times", value(&options.times)),
        ("links", value(&options.links)),
        ("trash", value(&options.trash)),
        ("trash-keep", value(&options.trash_keep)),
        ("bwlimit", options.bwlimit.map(|rate| Value::from(rate.to_string()))),
        ("jobs", value(&options.jobs)),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// `None` is printed as null and means that nothing is stated.
fn value(choice: &impl Serialize) -> Option<Value> {
    serde_json::to_value(choice).ok().filter(|value| !value.is_null())
}

fn list(texts: &[String]) -> Option<Value> {
    (!texts.is_empty()).then(|| Value::from(texts))
}
