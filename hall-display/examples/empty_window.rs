//! A window with nothing in it but a colour, which a touch changes: what any window of this toolkit weighs, and how soon it can
//! show anything. The bench measures the programs beside it.

// The lints are for what people write.
#[allow(missing_docs, clippy::all, clippy::pedantic, clippy::restriction)]
mod ui {
    slint::slint! {
        export component EmptyWindow inherits Window {
            property <bool> touched;
            background: root.touched ? #E3F0F0 : #F6F5F1;
            TouchArea {
                clicked => { root.touched = !root.touched; }
            }
        }
    }
}

use anyhow::Context;
use slint::ComponentHandle;

fn main() -> anyhow::Result<()> {
    let sizes: Vec<u32> = std::env::args().skip(1).map(|word| word.parse()).collect::<Result<_, _>>()?;
    let [width, height] = sizes[..] else { anyhow::bail!("say WIDTH and HEIGHT in pixels") };
    slint::BackendSelector::new().backend_name("winit".to_owned()).select().context("there is no screen")?;
    let window = ui::EmptyWindow::new()?;
    window.window().set_size(slint::PhysicalSize::new(width, height));
    Ok(window.run()?)
}
