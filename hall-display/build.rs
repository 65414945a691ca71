//! Compiles the hall display's screens, with the translations bundled into the program.

use std::path::PathBuf;

fn main() {
    let translations = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/translations");
    let config = slint_build::CompilerConfiguration::new()
        .with_style("fluent".into())
        .with_bundled_translations(translations)
        // Tests find elements by their ids, and without debug information they would find none and pass.
        .with_debug_info(true);
    slint_build::compile_with_config("ui/app-window.slint", config).expect("the hall display's screens compile");
}
