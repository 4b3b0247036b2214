//! The protocol as JSON Schema, made of the types that read and write it.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};

use super::calls::{Call, Done, HandlerDescription, Initialized, ItemList, Notify};
use super::line::MAX_LINE;
use super::message::{Fault, Id};
use super::reports::{Ask, Notice};

/// The schema of one line (JSON Schema 2020-12): `$defs/ManagerLine` is what a handler reads, `$defs/HandlerLine` what it
/// writes.
///
/// It says what to write. Reading forgives more: unknown fields, names in any case, a missing `jsonrpc`.
pub fn schema() -> Schema {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let manager = manager_line(&mut generator);
    let handler = handler_line(&mut generator);
    let mut definitions = generator.take_definitions(true);
    definitions.insert("ManagerLine".to_owned(), manager.to_value());
    definitions.insert("HandlerLine".to_owned(), handler.to_value());
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("The handler protocol of syncmgr, version {}", super::VERSION),
        "description": format!("One line, of {MAX_LINE} bytes at most"),
        "anyOf": [{"$ref": "#/$defs/ManagerLine"}, {"$ref": "#/$defs/HandlerLine"}],
        "$defs": definitions,
    })
}

fn manager_line(generator: &mut SchemaGenerator) -> Schema {
    let call = request(&generator.subschema_for::<Call>(), generator);
    let notify = notification(&generator.subschema_for::<Notify>());
    let answer = answer(&[generator.subschema_for::<Done>()], generator);
    json_schema!({
        "description": "What the manager writes: a call, a notification, or the answer to a question",
        "anyOf": [call, notify, answer],
    })
}

fn handler_line(generator: &mut SchemaGenerator) -> Schema {
    let ask = request(&generator.subschema_for::<Ask>(), generator);
    let notice = notification(&generator.subschema_for::<Notice>());
    let results = [
        generator.subschema_for::<Initialized>(),
        generator.subschema_for::<HandlerDescription>(),
        generator.subschema_for::<ItemList>(),
        generator.subschema_for::<Done>(),
    ];
    let answer = answer(&results, generator);
    json_schema!({
        "description": "What the handler writes: a report, a question, or the answer to a call",
        "anyOf": [notice, ask, answer],
    })
}

/// A method that is answered.
fn request(method: &Schema, generator: &mut SchemaGenerator) -> Schema {
    let id = generator.subschema_for::<Id>();
    json_schema!({
        "allOf": [method],
        "properties": {"jsonrpc": {"const": "2.0"}, "id": id},
        "required": ["jsonrpc", "id", "method"],
    })
}

/// A method that is not answered: it has no id.
fn notification(method: &Schema) -> Schema {
    json_schema!({
        "allOf": [method],
        "properties": {"jsonrpc": {"const": "2.0"}, "id": false},
        "required": ["jsonrpc", "method"],
    })
}

/// An answer. Which call it is for is not to be seen in it; but no field is required of a result, and a field means the same
/// in all that have it: so it has to fit every result.
fn answer(results: &[Schema], generator: &mut SchemaGenerator) -> Schema {
    let id = generator.subschema_for::<Id>();
    let fault = generator.subschema_for::<Fault>();
    json_schema!({
        "properties": {
            "jsonrpc": {"const": "2.0"}, "id": id, "result": {"allOf": results}, "error": fault, "method": false,
        },
        "required": ["jsonrpc", "id"],
        "oneOf": [{"required": ["result"]}, {"required": ["error"]}],
    })
}
