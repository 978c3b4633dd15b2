namespace DeployMcp.Platform.Databases.Turso;

/// <summary>The platform's regions, which are named as AWS names its own, and Turso's locations for them.</summary>
public static class TursoRegions
{
    /// <summary>
    /// For each region only what is in the same place: a database never goes to another country without the operator saying so. Turso's
    /// codes are AWS's with <c>aws-</c> before them; the three letters are those of airports, which older organisations still have.
    /// </summary>
    public static IReadOnlyDictionary<string, TursoRegion> Defaults { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["eu-central-1"] = "aws-eu-central-1,fra",
        ["eu-west-1"] = "aws-eu-west-1",
        ["eu-west-2"] = "aws-eu-west-2,lhr",
        ["eu-west-3"] = "aws-eu-west-3,cdg",
        ["eu-north-1"] = "aws-eu-north-1,arn",
        ["us-east-1"] = "aws-us-east-1,iad",
        ["us-east-2"] = "aws-us-east-2",
        ["us-west-1"] = "aws-us-west-1,sjc",
        ["us-west-2"] = "aws-us-west-2",
        ["ca-central-1"] = "aws-ca-central-1,yul",
        ["sa-east-1"] = "aws-sa-east-1,gru",
        ["ap-south-1"] = "aws-ap-south-1,bom",
        ["ap-northeast-1"] = "aws-ap-northeast-1,nrt",
        ["ap-southeast-1"] = "aws-ap-southeast-1,sin",
        ["ap-southeast-2"] = "aws-ap-southeast-2,syd",
    }.ToDictionary(r => r.Key, r => new TursoRegion { Location = r.Value }, StringComparer.Ordinal);

    /// <summary>All that a user may ask for, in alphabetical order.</summary>
    public static IEnumerable<string> Known(TursoOptions options) => Defaults.Keys.Union(options.Regions.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Null when there is no such region.</summary>
    public static TursoRegion? Find(TursoOptions options, string region) => options.Regions.GetValueOrDefault(region) ?? Defaults.GetValueOrDefault(region);
}
