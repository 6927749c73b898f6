Console.WriteLine("devices");
