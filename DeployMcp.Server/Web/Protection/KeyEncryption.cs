using System.Xml.Linq;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Secrets;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace DeployMcp.Server.Web.Protection;

/// <summary>A key's secret part, encrypted like every other secret at rest.</summary>
internal sealed class KeyEncryptor(SecretCipher cipher) : IXmlEncryptor
{
    internal const string Purpose = "protection key";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var text = plaintextElement.ToString(SaveOptions.DisableFormatting);
        var value = cipher.Encrypt(Guid.Empty, Purpose, new Sensitive(text));
        var element = new XElement(
            "secret",
            new XAttribute("key", value.KeyId),
            new XAttribute("nonce", Convert.ToBase64String(value.Nonce)),
            Convert.ToBase64String(value.Ciphertext));
        return new EncryptedXmlInfo(element, typeof(KeyDecryptor));
    }
}

/// <summary>Made by data protection, by the type's name in the stored element.</summary>
internal sealed class KeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var value = new EncryptedValue(
            Attribute(encryptedElement, "key"),
            Convert.FromBase64String(Attribute(encryptedElement, "nonce")),
            Convert.FromBase64String(encryptedElement.Value));
        return XElement.Parse(services.GetRequiredService<SecretCipher>().Decrypt(Guid.Empty, KeyEncryptor.Purpose, value).Reveal());
    }

    private static string Attribute(XElement element, string name)
        => (string?)element.Attribute(name) ?? throw new FormatException($"A protection key has no {name}.");
}
