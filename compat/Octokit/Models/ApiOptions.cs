namespace Octokit;

/// <summary>Which pages of a list are fetched; by default all of them, as large as the server makes them.</summary>
public class ApiOptions
{
    public static ApiOptions None => new();

    public int? StartPage { get; set; }

    public int? PageCount { get; set; }

    /// <summary>At most 100.</summary>
    public int? PageSize { get; set; }
}
