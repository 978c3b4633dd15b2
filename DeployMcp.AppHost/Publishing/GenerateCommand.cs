using System.Reflection;
using DeployMcp.AppHost.Production;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.AppHost.Publishing;

/// <summary>
/// <c>generate [--manifest FILE] [--output DIRECTORY] [--registry HOST:PORT] [--tag TAG]</c>: writes what is deployed from the
/// published manifest. Relative paths start at the repository's root. Nothing is started.
/// </summary>
internal static class GenerateCommand
{
    /// <summary>The registry on ops-1, on the private network only.</summary>
    private const string Registry = "10.0.1.4:5000";

    public static bool IsAsked(string[] args) => args is ["generate", ..];

    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        try
        {
            var options = new ConfigurationBuilder().AddCommandLine(args[1..]).Build();
            var root = ManifestArguments.RepositoryRoot;
            var manifest = AspireManifest.Load(Path.GetFullPath(options["manifest"] ?? "aspire-manifest.json", root));
            var files = GeneratedFiles.From(manifest, Images(options));
            Write(files, Path.GetFullPath(options["output"] ?? ".", root));
            return 0;
        }
        catch (Exception e) when (e is ManifestException or FormatException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Nothing can be generated: {e.Message}");
            return 1;
        }
    }

    /// <summary>The tag is the one that the build publishes images with.</summary>
    private static ImageSource Images(IConfiguration options) => new(
        options["registry"] ?? Registry,
        options["tag"] ?? typeof(GenerateCommand).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "ContainerImageTag").Value!);

    private static void Write(IReadOnlyDictionary<string, string> files, string root)
    {
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
            Console.WriteLine(name);
        }
    }
}
