namespace DeployMcp.Tests.Snapshots;

/// <summary>
/// Text that is compared with a file of this folder, to the letter. <c>DEPLOYMCP_UPDATE_SNAPSHOTS=1</c> writes the files
/// instead; the change is then reviewed as a diff.
/// </summary>
public static class Snapshot
{
    public static void Match(string name, string actual)
    {
        var path = Path.Combine(Repository.Root, "DeployMcp.Tests", "Snapshots", name);
        if (Environment.GetEnvironmentVariable("DEPLOYMCP_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual + "\n");
            return;
        }

        Assert.True(File.Exists(path), $"There is no snapshot {name}: run the test with DEPLOYMCP_UPDATE_SNAPSHOTS=1 and review the file.");
        Assert.Equal(File.ReadAllText(path), actual + "\n");
    }
}
