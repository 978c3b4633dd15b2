using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.Web.Layout;

/// <summary>A question before something that can't simply be undone.</summary>
/// <param name="Place">Of the navigation.</param>
/// <param name="Action">Where the form goes.</param>
/// <param name="Back">Where who doesn't want it goes.</param>
public sealed record Confirmation(string Title, string Place, string Action, string Button, string Back, string BackName, IReadOnlyList<string> Sentences)
{
    public bool IsDangerous { get; init; } = true;

    /// <summary>Hidden ones.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What has to be typed first; null when a click is enough.</summary>
    public string? TypedName { get; init; }

    /// <summary>Why the answer before this was not taken.</summary>
    public string? Error { get; init; }

    public RazorComponentResult<ConfirmPage> Ask() => new(new { Question = this });

    /// <summary>Null when the name was typed as it had to be, else the question again.</summary>
    public RazorComponentResult<ConfirmPage>? Check(string? typed)
        => typed?.Trim() == TypedName
            ? null
            : new RazorComponentResult<ConfirmPage>(new { Question = this with { Error = $"That was not {TypedName}. Nothing was done." } })
            {
                StatusCode = StatusCodes.Status422UnprocessableEntity,
            };
}
