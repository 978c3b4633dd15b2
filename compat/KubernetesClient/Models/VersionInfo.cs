namespace k8s.Models;

public class VersionInfo
{
    public string GitVersion { get; set; }
    public string Major { get; set; }
    public string Minor { get; set; }
}
