//! Reads the manifests of the workspace: which crate each room names, and where. Judges nothing.

use std::fs;
use std::path::Path;

use toml::{Table as Toml, Value};

/// A kind of dependency table.
#[derive(Clone, Copy)]
pub enum Table {
    Normal,
    Build,
    Dev,
}

impl Table {
    fn key(self) -> &'static str {
        match self {
            Self::Normal => "dependencies",
            Self::Build => "build-dependencies",
            Self::Dev => "dev-dependencies",
        }
    }
}

/// One crate's manifest within its workspace.
pub struct Manifest {
    pub name: String,
    own: Toml,
    workspace: Toml,
}

impl Manifest {
    /// A manifest that stands alone.
    pub fn read(text: &str) -> Self {
        Self::within(text, &Toml::new())
    }

    fn within(text: &str, workspace: &Toml) -> Self {
        let own: Toml = text.parse().expect("a manifest is TOML");
        let name = own["package"]["name"].as_str().expect("a package has a name").to_owned();
        Self { name, own, workspace: workspace.clone() }
    }

    /// The crates named in these tables, those of single targets included, by their true names.
    pub fn dependencies(&self, tables: &[Table]) -> Vec<String> {
        let targets = self.own.get("target").and_then(Value::as_table).into_iter().flat_map(Toml::values);
        let places = std::iter::once(&self.own).chain(targets.filter_map(Value::as_table));
        let mut named = Vec::new();
        for place in places {
            for table in tables {
                let listed = place.get(table.key()).and_then(Value::as_table).into_iter().flatten();
                named.extend(listed.map(|(name, how)| self.true_name(name, how)));
            }
        }
        named
    }

    /// A crate may be renamed here or in the workspace.
    fn true_name(&self, name: &str, how: &Value) -> String {
        let shared = self.workspace.get("dependencies").and_then(|all| all.get(name));
        let package = [Some(how), shared].into_iter().flatten().find_map(|how| how.get("package")?.as_str());
        package.unwrap_or(name).to_owned()
    }
}

/// The manifests of all members of the workspace at `root`.
pub fn members(root: &Path) -> Vec<Manifest> {
    let text = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let whole: Toml = text(&root.join("Cargo.toml")).parse().expect("the workspace's manifest is TOML");
    let workspace = whole["workspace"].as_table().expect("the root is a workspace");
    let members = workspace["members"].as_array().expect("the workspace lists its members");
    let paths = members.iter().map(|member| member.as_str().expect("a member is a path"));
    paths.map(|member| Manifest::within(&text(&root.join(member).join("Cargo.toml")), workspace)).collect()
}

#[test]
fn a_crate_renamed_by_the_workspace_is_read_by_its_true_name() {
    let workspace: Toml = "[dependencies]\ndb = { package = \"rusqlite\", version = \"1\" }".parse().expect("TOML");
    let manifest = Manifest::within("[package]\nname = \"kiosk\"\n[dependencies]\ndb.workspace = true\n", &workspace);
    assert_eq!(manifest.dependencies(&[Table::Normal]), ["rusqlite"]);
}
