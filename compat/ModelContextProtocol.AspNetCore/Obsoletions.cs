namespace ModelContextProtocol;

/// <summary>Upstream's diagnostic ids, so that code compiled here meets the same warnings as code compiled against upstream.</summary>
internal static class Obsoletions
{
    public const string LegacyStatefulHttp = "MCP9006";

    public const string LegacyStatefulHttpMessage =
        "Sessions exist only for clients of revision 2025-11-25 and earlier. Prefer HttpServerSessionMode.Stateless, the default.";

    public const string RunSessionHandlerExperiment = "MCPEXP002";
}
