use crate::sandbox::Sandbox;

#[test]
fn man_pages_completions_and_schemas_are_written() {
    let world = Sandbox::new();
    world.run(&["__generate", "out"]).ends(0);
    for name in ["syncmgr", "syncmgr-add"] {
        let page = world.read(&format!("out/man/{name}.1")).unwrap();
        let header = format!(".TH {name} 1 \"\" \"syncmgr {}\" \"syncmgr\"\n", env!("CARGO_PKG_VERSION"));
        assert!(page.contains(&header), "{page}");
    }
    for file in ["syncmgr.bash", "_syncmgr", "syncmgr.fish", "_syncmgr.ps1"] {
        let text = world.read(&format!("out/completions/{file}")).unwrap();
        assert!(text.contains("max-delete") && !text.contains("com-host") && !text.contains("__library"), "{file}");
    }
    let schema = world.read("out/schemas/handler-protocol.schema.json").unwrap();
    assert!(schema.contains("\"HandlerLine\""), "{schema}");
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let world = Sandbox::new();
    world.write("file", "");
    world.run(&["__generate", "file"]).ends(1).complains("error: cannot write to file");
}
