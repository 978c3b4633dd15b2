using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random default from the operating system's generator.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Characters that are easily taken for each other are left out, as are those that connection strings give a meaning to.
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    public int MinLength { get; set; }

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        (bool Allowed, int Minimum, string Characters)[] kinds =
        [
            (Lower, MinLower, LowerCharacters),
            (Upper, MinUpper, UpperCharacters),
            (Numeric, MinNumeric, NumericCharacters),
            (Special, MinSpecial, SpecialCharacters),
        ];
        var any = string.Concat(kinds.Where(k => k.Allowed).Select(k => k.Characters));
        if (any.Length == 0)
        {
            throw new InvalidOperationException("At least one character type must be enabled.");
        }

        var required = kinds.Where(k => k.Allowed).SelectMany(k => RandomNumberGenerator.GetItems<char>(k.Characters, k.Minimum)).ToList();
        var rest = RandomNumberGenerator.GetItems<char>(any, Math.Max(0, MinLength - required.Count));
        char[] value = [.. required, .. rest];
        RandomNumberGenerator.Shuffle(value.AsSpan());
        return new string(value);
    }

    /// <summary>Only what differs from the schema's own defaults, as upstream.</summary>
    public override void WriteToManifest(Publishing.ManifestPublishingContext context)
    {
        var writer = context.Writer;
        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", MinLength);
        foreach (var (name, allowed) in new[] { ("lower", Lower), ("upper", Upper), ("numeric", Numeric), ("special", Special) }.Where(k => !k.Item2))
        {
            writer.WriteBoolean(name, allowed);
        }

        (string Name, int Count)[] minima = [("minLower", MinLower), ("minUpper", MinUpper), ("minNumeric", MinNumeric), ("minSpecial", MinSpecial)];
        foreach (var (name, count) in minima.Where(m => m.Count > 0))
        {
            writer.WriteNumber(name, count);
        }

        writer.WriteEndObject();
    }
}
