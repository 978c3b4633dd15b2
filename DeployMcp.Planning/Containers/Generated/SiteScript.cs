namespace DeployMcp.Planning.Containers.Generated;

/// <summary>
/// Run at the end of a site's build: <c>$1</c> and <c>$2</c> are nginx's configuration without and with a page for unknown
/// paths, then come the directories in which index.html is looked for.
/// </summary>
public static class SiteScript
{
    /// <summary>How its output names a build that left nothing, for whoever reads the log.</summary>
    public const string NothingToServe = "deploymcp: no index.html in";

    public const string Text =
        $$"""
        plain=$1; fallback=$2; shift 2; umask 022; mkdir -p /site
        for d in "$@"; do if [ -f "$d/index.html" ]; then
        cp -R "$d" /site/files && rm -rf /site/files/.git && chmod -R a+rX /site/files || exit 1
        if [ -f /site/files/404.html ]; then printf %s "$plain"; else printf %s "$fallback"; fi > /site/nginx.conf
        exit 0; fi; done; echo "{{NothingToServe}}: $*" >&2; exit 66
        """;
}
