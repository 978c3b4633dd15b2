using System.Text.RegularExpressions;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Containers.Generated;

/// <summary>
/// On which image the steps of a plan run, by the first of its tools that one is for, and on which the app: without the
/// toolchain where nothing of it is needed any more.
/// </summary>
/// <param name="Overrides">
/// The operator's own, by tool; <c>*</c> is for every plan, <see cref="Nginx"/> for what serves sites. What is built on one of
/// them also runs on it, unless there is another for the tool with <see cref="RuntimeSuffix"/>.
/// </param>
public sealed partial record BaseImages(IReadOnlyDictionary<string, string> Overrides)
{
    public const string Nginx = "nginx";

    public const string RuntimeSuffix = "-runtime";

    private const string Any = "*";

    private const string Jre = "docker.io/library/eclipse-temurin:21-jre";

    private const string Certificates = "docker.io/library/buildpack-deps:bookworm-curl";

    /// <summary>Tools of a language before the Node that builds its assets. Debian-based: native modules need its C library.</summary>
    private static readonly (string Tool, string Image, string? Runtime)[] Known =
    [
        ("dotnet", "mcr.microsoft.com/dotnet/sdk:10.0", "mcr.microsoft.com/dotnet/aspnet:10.0"),
        ("go", "docker.io/library/golang:1.25-bookworm", Certificates),
        ("cargo", "docker.io/library/rust:1.90-bookworm", Certificates),
        ("composer", "docker.io/library/composer:2", null),
        ("php", "docker.io/library/php:8.4-cli-bookworm", null),
        ("bundle", "docker.io/library/ruby:3.4-bookworm", null),
        ("ruby", "docker.io/library/ruby:3.4-bookworm", null),
        ("gradle", "docker.io/library/gradle:9-jdk21", Jre),
        ("mvn", "docker.io/library/maven:3-eclipse-temurin-21", Jre),
        ("javac", "docker.io/library/eclipse-temurin:21-jdk", Jre),
        ("java", "docker.io/library/eclipse-temurin:21-jdk", Jre),
        ("mix", "docker.io/library/elixir:1.18", null),
        ("deno", "docker.io/denoland/deno:debian-2.5.0", null),
        ("uv", "ghcr.io/astral-sh/uv:python3.13-bookworm", "ghcr.io/astral-sh/uv:python3.13-bookworm-slim"),
        ("python3", "docker.io/library/python:3.13-bookworm", "docker.io/library/python:3.13-slim-bookworm"),
        ("bun", "docker.io/oven/bun:1-debian", null),
        (Node, NodeImage, "docker.io/library/node:22-bookworm-slim"),
    ];

    private const string Node = "node";

    private const string NodeImage = "docker.io/library/node:22-bookworm";

    private const string Plain = "docker.io/library/buildpack-deps:bookworm";

    private const string NginxUnprivileged = "docker.io/nginxinc/nginx-unprivileged:1.29-bookworm";

    /// <summary>Python packages that are linked to libraries of the system when they are installed, and need them to run.</summary>
    private static readonly string[] Linked =
        ["psycopg2", "psycopg[c]", "mysqlclient", "python-ldap", "pycairo", "pygraphviz", "pyodbc", "cairosvg", "weasyprint", "pycurl", "xmlsec", "gdal", "python-magic", "opencv-python"];

    public string ForSites => Overrides.GetValueOrDefault(Nginx) ?? NginxUnprivileged;

    public string ForAssets => Overrides.GetValueOrDefault(Node) ?? Overrides.GetValueOrDefault(Any) ?? NodeImage;

    public string Of(BuildPlan plan)
    {
        var known = KnownOf(plan);
        return OverrideOf(known.Tool) ?? known.Image ?? Plain;
    }

    public string RuntimeOf(BuildPlan plan)
    {
        var known = KnownOf(plan);
        return Overrides.GetValueOrDefault(known.Tool + RuntimeSuffix)
            ?? (OverrideOf(known.Tool) is null && known.Runtime is { } slim && !NeedsToolchain(plan) ? slim : Of(plan));
    }

    /// <summary>What else comes from the npm registry needs npm to come.</summary>
    private static (string? Tool, string? Image, string? Runtime) KnownOf(BuildPlan plan)
        => Known.FirstOrDefault(k => plan.Tools.Contains(k.Tool, StringComparer.Ordinal)) is { Tool: not null } known ? known
            : plan.NpmTools.Count > 0 && plan.Assets is null ? Known[^1] : default;

    private string? OverrideOf(string? tool) => Overrides.GetValueOrDefault(tool ?? "sh") ?? Overrides.GetValueOrDefault(Any);

    /// <summary>Also where nobody can tell what was installed.</summary>
    private static bool NeedsToolchain(BuildPlan plan)
    {
        if (Toolchain().IsMatch(string.Join(' ', plan.Process?.Command ?? [])))
        {
            return true;
        }

        return plan.Tools.Contains("python3", StringComparer.Ordinal)
            && plan.Install is { } install
            && (install.Cache is not { } cache || cache.KeyInputs.Any(text => Linked.Any(name => text.Replace("psycopg2-binary", "", StringComparison.OrdinalIgnoreCase).Contains(name, StringComparison.OrdinalIgnoreCase))));
    }

    [GeneratedRegex("(^|[\\s;&|(\"'/])(go|cargo|mvnw?|gradlew?|javac|make|g?cc|uvx?|poetry|pipenv|pip3?|dotnet (run|watch|tool)|java [^;&|]*\\.java)(?=[\\s;\"']|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Toolchain();
}
