using System.Xml.Linq;
using DeployMcp.Data.Users;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace DeployMcp.Server.Web.Protection;

internal sealed class StoredKeys(ProtectionKeyStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. store.List().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) => store.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
