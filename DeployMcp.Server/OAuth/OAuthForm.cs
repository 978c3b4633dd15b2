namespace DeployMcp.Server.OAuth;

/// <summary>A program's form. A parameter may come once only (RFC 6749 section 3.2); an empty one counts as left out.</summary>
internal sealed class OAuthForm(IFormCollection fields)
{
    /// <summary>Null when it is no such form.</summary>
    /// <exception cref="BadHttpRequestException">It is too long.</exception>
    public static async Task<OAuthForm?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            return form.All(field => field.Value.Count == 1 || field.Key == "resource") ? new OAuthForm(form) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public string? this[string name] => fields[name] is [{ Length: > 0 } value] ? value : null;

    public IEnumerable<string?> Resources => fields["resource"];
}
