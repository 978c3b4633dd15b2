namespace Octokit;

/// <summary>Who calls, for the User-Agent header, which GitHub requires.</summary>
public class ProductHeaderValue
{
    private readonly System.Net.Http.Headers.ProductHeaderValue _value;

    public ProductHeaderValue(string name)
        : this(name, null)
    {
    }

    public ProductHeaderValue(string name, string? version) => _value = new(name, version);

    public string Name => _value.Name;

    public string? Version => _value.Version;

    public override string ToString() => _value.ToString();
}
