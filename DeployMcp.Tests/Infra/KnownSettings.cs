using System.Reflection;
using System.Text.RegularExpressions;
using DeployMcp.GitServer;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Databases.LibSql;
using DeployMcp.Platform.Databases.Turso;
using DeployMcp.Platform.Git;
using DeployMcp.Platform.GitHub;
using DeployMcp.Platform.Identity;
using DeployMcp.Platform.Registries;
using DeployMcp.Platform.Runtimes.Kubernetes;

namespace DeployMcp.Tests.Infra;

/// <summary>The settings that the binaries read: properties of the classes that sections are bound to, and keys that the code names.</summary>
internal static partial class KnownSettings
{
    private static readonly (string Section, Type Type)[] Sections =
    [
        ("Build", typeof(BuildOptions)), ("BuildKit", typeof(BuildKitOptions)), ("Registry", typeof(RegistryOptions)), ("Runtime:Kubernetes", typeof(KubernetesOptions)),
        ("Git", typeof(InternalGitOptions)), ("Git", typeof(GitServerOptions)), ("Sources", typeof(SourceOptions)),
        ("GitHub", typeof(GitHubOptions)), ("GitHub", typeof(GitHubSignInOptions)), ("Firebase", typeof(FirebaseOptions)),
        (LibSqlOptions.Section, typeof(LibSqlOptions)), (TursoOptions.Section, typeof(TursoOptions)),
    ];

    /// <summary>.NET's and OpenTelemetry's own, connection strings and regions by their names, and keys by their ids.</summary>
    private static readonly Regex Others = Named();

    private static readonly HashSet<string> All = new(
        Sections.SelectMany(s => Properties(s.Section, s.Type)).Concat(Literals()), StringComparer.OrdinalIgnoreCase);

    /// <param name="variable">As an environment variable: <c>Git__PublicUrl</c>.</param>
    public static bool Has(string variable) => Others.IsMatch(variable) || All.Contains(variable.Replace("__", ":", StringComparison.Ordinal));

    private static IEnumerable<string> Properties(string prefix, Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)
        .SelectMany(p => p.PropertyType.Namespace!.StartsWith("DeployMcp.", StringComparison.Ordinal) && !p.PropertyType.IsEnum
            ? Properties($"{prefix}:{p.Name}", p.PropertyType)
            : [$"{prefix}:{p.Name}"]);

    /// <summary><c>configuration["Git:PublicUrl"]</c> and its like, in the projects of the product.</summary>
    private static IEnumerable<string> Literals() => Directory.EnumerateDirectories(Repository.Root, "DeployMcp.*")
        .Where(d => !Path.GetFileName(d).Contains("Tests", StringComparison.Ordinal) && !d.EndsWith("AppHost", StringComparison.Ordinal))
        .SelectMany(d => Directory.EnumerateFiles(d, "*.cs", SearchOption.AllDirectories))
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .SelectMany(f => Literal().Matches(File.ReadAllText(f))).Select(m => m.Groups["key"].Value);

    [GeneratedRegex("\"(?<key>[A-Z][A-Za-z]+(:[A-Z][A-Za-z]+)+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^(HTTP_PORTS|PORT|OTEL_\w+|DOTNET_\w+|Logging__\w+|ConnectionStrings__(deploymcp|temporal)|Secrets__CurrentKeyId|Secrets__Keys__\w+|Mcp__AllowedHosts__\d|Databases__Turso__Regions__[a-z0-9-]+__(Location|Group))$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
