namespace DeployMcp.Platform.Identity;

public enum PersonProvider
{
    Firebase,
    GitHub,
}

/// <summary>A person as a provider has just proved them.</summary>
/// <param name="Subject">Never changes at the provider and is given to nobody else.</param>
/// <param name="Email">Only when it has been verified.</param>
/// <param name="EmailVouched">
/// The provider itself makes sure that whoever signs in with this identity owns the mailbox. Not so for an address and a password:
/// there somebody else's click on a mailed link is enough.
/// </param>
/// <param name="Login">The name that they chose at the provider.</param>
public sealed record VerifiedPerson(PersonProvider Provider, string Subject, string? Email, bool EmailVouched, string? Login, string? DisplayName);
