namespace DeployMcp.Benchmarks.Processes;

/// <summary>The checkout that this program was built from.</summary>
public static class Checkout
{
    public static string Root { get; } = Find();

    public static string Benchmarks { get; } = Path.Combine(Root, "benchmarks");

    /// <summary>Packages of the peers and npm's caches; deleting it only costs time.</summary>
    public static string Cache { get; } = Directory.CreateDirectory(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache", "deploymcp-benchmarks")).FullName;

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "DeployMcp.slnx")))
                return directory.FullName;
        }

        throw new InvalidOperationException("The benchmarks run from inside the checkout.");
    }
}
