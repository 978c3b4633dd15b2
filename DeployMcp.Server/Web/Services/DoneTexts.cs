namespace DeployMcp.Server.Web.Services;

/// <summary>
/// What a form has done, as the page after it says it. The URL names one of these words, so a crafted link can't put words of
/// its own into the page.
/// </summary>
internal static class DoneTexts
{
    public const string Redeployed = "redeployed";
    public const string Cancelled = "cancelled";
    public const string NothingToCancel = "nothing-to-cancel";
    public const string RolledBack = "rolled-back";
    public const string ServesAlready = "serves-already";
    public const string Deleted = "deleted";
    public const string BeingDeleted = "being-deleted";

    public static string? Of(string? done) => done switch
    {
        Redeployed => "A new deployment has been queued. What serves now keeps serving until it is ready.",
        Cancelled => "The deployment has been cancelled.",
        NothingToCancel => "Nothing was in progress, so nothing was cancelled.",
        RolledBack => "The rollback has been queued. What serves now keeps serving until it is ready.",
        ServesAlready => "That version serves already, so nothing was done.",
        Deleted => "The service is gone: processes, files, variables and URL. Its name is free.",
        BeingDeleted => "The service is deleted and its name is free. Its processes and files are still being removed.",
        _ => null,
    };
}
