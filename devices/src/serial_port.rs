//! Opening a serial port for a printer or a scanner: RS-232, a USB adapter, or a pseudo-terminal. What is said over it is
//! not known here.

use serialport::SerialPort;
use std::io;
use std::path::Path;
use std::time::Duration;

/// The bit that guards each byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parity {
    /// None.
    None,
    /// An even number of ones.
    Even,
    /// An odd number of ones.
    Odd,
}

/// How the printer says "wait".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowControl {
    /// It does not.
    None,
    /// By the wires RTS and CTS.
    Hardware,
    /// By the bytes XON and XOFF.
    Software,
}

/// How a serial line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SerialSettings {
    /// Bits a second.
    pub baud: u32,
    /// The guarding bit.
    pub parity: Parity,
    /// How "wait" is said.
    pub flow_control: FlowControl,
}

impl Default for SerialSettings {
    fn default() -> Self {
        Self { baud: 9600, parity: Parity::None, flow_control: FlowControl::None }
    }
}

/// Opens a port by its path (`/dev/serial/by-id/...` stays the same when devices are plugged in another order).
pub(crate) fn open_port(path: &Path, settings: SerialSettings) -> io::Result<Box<dyn SerialPort>> {
    let path = path.to_str().ok_or(io::ErrorKind::InvalidInput)?;
    let parity = match settings.parity {
        Parity::None => serialport::Parity::None,
        Parity::Even => serialport::Parity::Even,
        Parity::Odd => serialport::Parity::Odd,
    };
    let flow_control = match settings.flow_control {
        FlowControl::None => serialport::FlowControl::None,
        FlowControl::Hardware => serialport::FlowControl::Hardware,
        FlowControl::Software => serialport::FlowControl::Software,
    };
    let mut port = serialport::new(path, settings.baud)
        .parity(parity)
        .flow_control(flow_control)
        .timeout(Duration::from_millis(100))
        .open()
        .map_err(io::Error::from)?;
    // Many printers and scanners speak only while the host says that it is there. A pseudo-terminal has no such wires
    // ("Not a typewriter"), and a device that needs them will show itself silent.
    let _no_such_wire = port.write_data_terminal_ready(true);
    if settings.flow_control != FlowControl::Hardware {
        let _no_such_wire = port.write_request_to_send(true);
    }
    Ok(port)
}
