using Newtonsoft.Json;

namespace Panther.Client.Json;

/// <summary>One text of a JSON body is longer than any that Panther gives, and was not read further.</summary>
internal sealed class TextTooLongException() : JsonReaderException("one string in it is larger than 64 MB");
