using System.Management.Automation;

namespace PantherPS.Connection;

/// <summary>Makes a URL of the text. PowerShell's own refusal would quote the text, and so print a password in it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ProxyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        return value is null or Uri ? value
            : value is string text && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? url) ? url
            : throw new ArgumentTransformationMetadataException(
                "Specify the proxy by its http or https URL, such as http://proxy.example.com:8080.");
    }
}
