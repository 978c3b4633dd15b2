namespace DeployMcp.Platform.Builders;

/// <summary>Finds programs as a shell would.</summary>
internal static class ToolPath
{
    public static string? Find(string program) => FindAll(program).FirstOrDefault();

    /// <summary>All of that name, in the PATH's order.</summary>
    public static IEnumerable<string> FindAll(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(d => Path.Combine(d, program))
            .Where(File.Exists);

    /// <summary>What changes when the program is replaced by another version, without the time that it takes to ask it.</summary>
    public static string Fingerprint(string program)
    {
        if (Find(program) is not { } path)
        {
            return $"{program}: none";
        }

        var file = new FileInfo(path);
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return $"{program}: {target.FullName} {target.Length} {target.LastWriteTimeUtc.Ticks}";
    }
}
