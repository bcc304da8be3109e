using Newtonsoft.Json.Linq;

namespace Panther.Client.Json;

/// <summary>An object of this library that a request may hold, in the form in which the API takes it.</summary>
internal interface IJsonInput
{
    /// <summary>The object as the API takes it.</summary>
    JToken ToInput();
}
