namespace DeployMcp.Platform.Builders;

/// <summary>What brings a program that a build needs: the package of Debian and its kin, or another way where they have none.</summary>
internal static class ToolPackages
{
    private static readonly Dictionary<string, string> Debian = new(StringComparer.Ordinal)
    {
        ["node"] = "nodejs",
        ["npm"] = "npm",
        ["python3"] = "python3 python3-venv",
        ["poetry"] = "python3-poetry",
        ["pipenv"] = "pipenv",
        ["go"] = "golang-go",
        ["gcc"] = "gcc libc6-dev",
        ["cc"] = "gcc libc6-dev",
        ["cargo"] = "cargo",
        ["java"] = "default-jre-headless",
        ["javac"] = "default-jdk-headless",
        ["mvn"] = "maven",
        ["gradle"] = "gradle",
        ["ruby"] = "ruby",
        ["bundle"] = "bundler ruby-dev build-essential",
        ["rackup"] = "ruby-rack",
        ["puma"] = "puma",
        ["php"] = "php-cli",
        ["composer"] = "composer",
        ["mix"] = "elixir",
    };

    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["pnpm"] = "npm install -g pnpm",
        ["yarn"] = "npm install -g yarn",
        ["bun"] = "npm install -g bun",
        ["deno"] = "npm install -g deno",
        ["uv"] = "pipx install uv",
        ["dotnet"] = "the .NET SDK from https://dot.net/download",
    };

    public static bool Knows(string program) => Debian.ContainsKey(program) || Elsewhere.ContainsKey(program);

    /// <summary>For a sentence that begins with "Install".</summary>
    public static string Of(string program)
        => Debian.TryGetValue(program, out var package) ? $"{program} (apt-get install {package})"
            : Elsewhere.TryGetValue(program, out var way) ? $"{program} ({way})"
            : program;
}
