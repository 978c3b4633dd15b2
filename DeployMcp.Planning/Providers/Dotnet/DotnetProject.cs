using System.Text.RegularExpressions;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Dotnet;

internal enum DotnetKind
{
    Library,
    Console,
    Web,

    /// <summary>Runs in the browser: publishing it makes a static site.</summary>
    WebAssembly,
}

/// <summary>What a project file says; the values of imported files are not looked at.</summary>
/// <param name="Path">Relative to the plan's directory.</param>
/// <param name="Name">Of the assembly that publishing makes.</param>
/// <param name="IsNative">Publishing makes a program that needs no dotnet.</param>
internal sealed partial record DotnetProject(string Path, string Name, DotnetKind Kind, bool IsNative)
{
    private static readonly string[] Endings = [".csproj", ".fsproj", ".vbproj"];

    public int Depth => Path.Count(c => c == '/');

    public static bool IsProjectFile(string path) => Endings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    /// <summary>All but tests.</summary>
    public static IReadOnlyList<DotnetProject> All(SourceTree source)
        => [.. source.Files.Where(IsProjectFile).Select(f => Read(f, source.Read(f) ?? "")).OfType<DotnetProject>()];

    private static DotnetProject? Read(string path, string text)
    {
        if (text.Contains("Microsoft.NET.Test.Sdk", StringComparison.OrdinalIgnoreCase) || Value(text, "IsTestProject") == "true")
        {
            return null;
        }

        var isNative = Value(text, "PublishAot") == "true" || Value(text, "SelfContained") == "true" || Value(text, "PublishSingleFile") == "true";
        var name = Value(text, "AssemblyName") is { } own && !own.Contains('$', StringComparison.Ordinal) ? own : System.IO.Path.GetFileNameWithoutExtension(path);
        return new DotnetProject(path, name, KindOf(text), isNative);
    }

    private static DotnetKind KindOf(string text) => Sdk().Match(text).Groups[1].Value switch
    {
        "Microsoft.NET.Sdk.Web" => DotnetKind.Web,
        "Microsoft.NET.Sdk.BlazorWebAssembly" => DotnetKind.WebAssembly,
        _ when text.Contains("\"Microsoft.AspNetCore.App\"", StringComparison.Ordinal) && Value(text, "OutputType") == "exe" => DotnetKind.Web,
        "Microsoft.NET.Sdk.Worker" => DotnetKind.Console,
        _ => Value(text, "OutputType") is "exe" or "winexe" ? DotnetKind.Console : DotnetKind.Library,
    };

    private static string? Value(string text, string property)
        => Property().Matches(text).FirstOrDefault(m => m.Groups[1].Value == property)?.Groups[2].Value.Trim() is { } value
            ? property == "AssemblyName" ? value : value.ToLowerInvariant()
            : null;

    [GeneratedRegex("Sdk\\s*=\\s*\"([^\"/]+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sdk();

    [GeneratedRegex("<(AssemblyName|OutputType|IsTestProject|PublishAot|SelfContained|PublishSingleFile)>([^<]*)</", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Property();
}
