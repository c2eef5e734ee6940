//! The parts of SARIF that envlint writes, named as the standard names them.

use serde::Serialize;

/// `sarifLog`, section 3.13.
#[derive(Debug, Serialize)]
pub(super) struct Log<'a> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run<'a>; 1],
}

/// `run`, section 3.14.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    pub(super) tool: Tool<'a>,
    pub(super) automation_details: RunAutomationDetails,
    pub(super) invocations: [Invocation; 1],
    pub(super) original_uri_base_ids: BaseIds,
    pub(super) artifacts: Vec<Artifact>,
    pub(super) newline_sequences: [&'static str; 3],
    pub(super) column_kind: &'static str,
    pub(super) results: Vec<Result<'a>>,
}

/// `tool`, section 3.18.
#[derive(Debug, Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

/// `toolComponent`, section 3.19.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) information_uri: &'static str,
    pub(super) rules: Vec<ReportingDescriptor<'a>>,
}

/// `reportingDescriptor`, section 3.49.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportingDescriptor<'a> {
    pub(super) id: &'a str,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) short_description: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_description: Option<Message>,
    pub(super) help_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default_configuration: Option<ReportingConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<Tags<'a>>,
}

/// `reportingConfiguration`, section 3.50.
#[derive(Debug, Serialize)]
pub(super) struct ReportingConfiguration {
    pub(super) enabled: bool,
    pub(super) level: &'static str,
}

/// A `propertyBag` with tags, section 3.8.2.
#[derive(Debug, Serialize)]
pub(super) struct Tags<'a> {
    pub(super) tags: Vec<&'a str>,
}

/// `runAutomationDetails`, section 3.17: what distinguishes this run from those of other tools.
#[derive(Debug, Serialize)]
pub(super) struct RunAutomationDetails {
    pub(super) id: &'static str,
}

/// `invocation`, section 3.20, without anything of the machine.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
}

/// `originalUriBaseIds`, section 3.14.14: who reads the log knows where the files are.
#[derive(Debug, Serialize)]
pub(super) struct BaseIds {
    #[serde(rename = "SRCROOT")]
    pub(super) root: BaseId,
}

/// The `artifactLocation` of a base, which tells no absolute path.
#[derive(Debug, Serialize)]
pub(super) struct BaseId {
    pub(super) description: Message,
}

/// `artifact`, section 3.24.
#[derive(Debug, Serialize)]
pub(super) struct Artifact {
    pub(super) location: ArtifactLocation,
}

/// `artifactLocation`, section 3.4.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri_base_id: Option<&'static str>,
}

/// `result`, section 3.27.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result<'a> {
    pub(super) rule_id: &'a str,
    pub(super) rule_index: usize,
    pub(super) level: &'static str,
    pub(super) message: Message,
    pub(super) locations: [Location; 1],
    pub(super) related_locations: Vec<Location>,
    pub(super) partial_fingerprints: Fingerprints<'a>,
    pub(super) properties: Properties<'a>,
}

/// `partialFingerprints`, section 3.27.17: the name says how it was computed.
#[derive(Debug, Serialize)]
pub(super) struct Fingerprints<'a> {
    #[serde(rename = "envlint/v1")]
    pub(super) structure: &'a str,
}

/// What SARIF has no place for.
#[derive(Debug, Serialize)]
pub(super) struct Properties<'a> {
    pub(super) environment: Option<&'a str>,
    pub(super) service: Option<&'a str>,
    pub(super) also: &'a [String],
}

/// `location`, section 3.28.
#[derive(Debug, Serialize)]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    pub(super) place: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Message>,
}

/// `physicalLocation`, section 3.29.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) region: Region,
}

/// `region`, section 3.30: counted from one, the end column is the one behind the last.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u32,
    pub(super) start_column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

/// `message` and `multiformatMessageString`, sections 3.11 and 3.12.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Message {
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) markdown: Option<String>,
}

impl Message {
    /// Without Markdown.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), markdown: None }
    }
}
