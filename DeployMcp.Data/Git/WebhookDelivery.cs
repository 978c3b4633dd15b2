namespace DeployMcp.Data.Git;

/// <summary>What a webhook asks for, reduced to what is needed to do it.</summary>
/// <param name="DeliveryId">The provider's; the same when it delivers again.</param>
/// <param name="Subject">Deliveries of one subject are acted on in their order, of several at the same time.</param>
/// <param name="Cause">The same for two deliveries that tell of the same thing; null where acting twice does no harm.</param>
/// <param name="At">When it happened, in seconds of Unix time; null where later ones don't make it void.</param>
/// <param name="Facts">JSON.</param>
public sealed record WebhookDelivery(string Provider, string DeliveryId, string Event, string Subject, string? Cause, long? At, string Facts);
