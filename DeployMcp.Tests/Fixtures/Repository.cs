namespace DeployMcp.Tests;

/// <summary>The checkout that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "DeployMcp.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The tests run from inside the checkout.");
    }
}
