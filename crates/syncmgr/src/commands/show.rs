use std::io::Write;

use syncmgr_proto::ExitCode;

use crate::config::stated_values;
use crate::context::{Context, Format};
use crate::error::CliError;
use crate::items;
use crate::render::escape::escaped;
use crate::render::print;

/// Show an item: its folders, its id, the options that are stated for it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The item
    name: String,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let pairs = context.pairs()?;
    let pair = items::find(&pairs, &args.name)?;
    let options = stated_values(&pair.options);
    if context.format == Format::Json {
        let options: serde_json::Map<_, _> = options.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        print::json(&serde_json::json!({
            "kind": "item", "name": pair.name, "id": pair.id, "handler": crate::folder::CLSID,
            "left": pair.left.to_string_lossy(), "right": pair.right.to_string_lossy(),
            "paused": pair.paused, "options": options,
        }))?;
        return Ok(ExitCode::InSync);
    }
    let mut out = print::out();
    let mut line = |key: &str, value: &str| writeln!(out, "{key:<14}{}", escaped(value));
    line("name", &pair.name)?;
    line("id", &pair.id.to_string())?;
    line("left", &pair.left.to_string_lossy())?;
    line("right", &pair.right.to_string_lossy())?;
    if pair.paused {
        line("paused", "yes")?;
    }
    for (key, value) in options {
        line(key, &shown(&value))?;
    }
    Ok(ExitCode::InSync)
}

/// A value for people: words without quotes, lists with commas.
fn shown(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(true) => "yes".to_owned(),
        serde_json::Value::Bool(false) => "no".to_owned(),
        serde_json::Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
