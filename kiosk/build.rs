//! Compiles the markup with its translations. In debug builds the elements keep their names, for the headless tests.

fn main() {
    println!("cargo:rerun-if-changed=../assets/translations");
    println!("cargo:rerun-if-changed=../ui");
    let for_tests = std::env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let config = slint_build::CompilerConfiguration::new()
        .with_style("fluent".into())
        .with_bundled_translations("../assets/translations")
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        .with_debug_info(for_tests);
    slint_build::compile_with_config("ui/app-window.slint", config).expect("the markup compiles");
}
