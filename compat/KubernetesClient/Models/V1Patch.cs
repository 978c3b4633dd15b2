namespace k8s.Models;

public class V1Patch
{
    public enum PatchType
    {
        Unknown,
        JsonPatch,
        MergePatch,
        StrategicMergePatch,
        ApplyPatch,
    }

    public V1Patch(object body, PatchType type)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (type == PatchType.Unknown)
        {
            throw new ArgumentException("patch type must be set", nameof(type));
        }

        Content = body;
        Type = type;
    }

    public object Content { get; }

    public PatchType Type { get; }

    internal string MediaType => Type switch
    {
        PatchType.JsonPatch => "application/json-patch+json",
        PatchType.MergePatch => "application/merge-patch+json",
        PatchType.StrategicMergePatch => "application/strategic-merge-patch+json",
        _ => "application/apply-patch+yaml",
    };
}
