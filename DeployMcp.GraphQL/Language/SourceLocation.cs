using System.Runtime.InteropServices;

namespace DeployMcp.GraphQL.Language;

/// <summary>Where in a document; both count from 1 (section 7.1.2).</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourceLocation(int Line, int Column);
